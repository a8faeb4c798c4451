namespace Clustering;

/// <summary>What an app does that starts while Redis is away.</summary>
public enum ClusterStartup
{
    /// <summary>It starts, says that it is not ready, and is part of the cluster as soon as Redis answers.</summary>
    Degraded,

    /// <summary>It waits for Redis, and starts then.</summary>
    Wait,

    /// <summary>It does not start: the exception says which step failed.</summary>
    Fail,
}
