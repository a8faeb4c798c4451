namespace Clustering.Sessions;

/// <summary>What a request gets that needs its session while Redis is away.</summary>
public enum SessionUnavailable
{
    /// <summary>An error, 503 over HTTP: nobody works on with a session that seems empty.</summary>
    Fail,

    /// <summary>An empty session that says it is not available, and keeps nothing.</summary>
    Degrade,
}
