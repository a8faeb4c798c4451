namespace Clustering;

public enum ClusterStartup { Degraded, Wait, Fail }
