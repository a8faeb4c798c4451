namespace Clustering.Operations;

/// <summary>Where an operation is on its way, for one handler.</summary>
public enum OperationState
{
    /// <summary>It may start, or is in line behind others of its order key.</summary>
    Queued = 0,

    /// <summary>It waits for its time: delayed, scheduled, or pausing after a failure.</summary>
    Scheduled = 1,

    /// <summary>A handler runs it.</summary>
    Running = 2,

    /// <summary>Its payload is of a version that no node has known so far.</summary>
    Parked = 3,

    /// <summary>It has been given up, and is kept for people to look at: a dead letter.</summary>
    Dead = 4,

    /// <summary>It has succeeded.</summary>
    Completed = 5,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled = 6,
}
