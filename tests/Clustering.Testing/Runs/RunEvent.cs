namespace Clustering.Testing.Runs;

/// <summary>What a process writes down.</summary>
public enum RunEvent
{
    /// <summary>A handler has begun.</summary>
    Began,

    /// <summary>A handler is about to say that it has succeeded.</summary>
    Done,

    /// <summary>A handler ends because its token was cancelled.</summary>
    Cancelled,

    /// <summary>The library says that the lease of a run was lost.</summary>
    Lost,

    /// <summary>The library says that Redis has refused what became of a run.</summary>
    Refused,

    /// <summary>The process has stopped as it should. One that does not say so was killed.</summary>
    Stopped,
}
