namespace Clustering.Sessions;
public enum SessionUnavailable { Fail, Degrade }
