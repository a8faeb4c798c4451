namespace Clustering.Operations;

/// <summary>The operations of one handler, counted at one moment.</summary>
public sealed record OperationQueueStatus
{
    /// <summary>Gets the name of the handler.</summary>
    public required string Handler { get; init; }

    /// <summary>Gets whether nothing is started at present, because somebody has paused it.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Gets how many may start.</summary>
    public long Ready { get; init; }

    /// <summary>Gets how many wait in line behind another of their order key.</summary>
    public long Waiting { get; init; }

    /// <summary>Gets how many wait for their time.</summary>
    public long Scheduled { get; init; }

    /// <summary>Gets how many run.</summary>
    public long Running { get; init; }

    /// <summary>Gets how many need a newer version of the app.</summary>
    public long Parked { get; init; }

    /// <summary>Gets how many dead letters there are.</summary>
    public long Dead { get; init; }

    /// <summary>Gets how many there are that will still run: those above but the dead.</summary>
    public long Live { get; init; }

    /// <summary>Gets how many have ever been enqueued.</summary>
    public long Enqueued { get; init; }

    /// <summary>Gets how many have succeeded.</summary>
    public long Completed { get; init; }

    /// <summary>Gets how many were cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>Gets how many dead letters were deleted.</summary>
    public long Deleted { get; init; }

    /// <summary>Gets how many replaced the payload of another, and so were not enqueued.</summary>
    public long Coalesced { get; init; }

    /// <summary>Gets how many were not enqueued because another with their deduplication key was there.</summary>
    public long Duplicates { get; init; }

    /// <summary>Gets how many attempts have failed and were followed by another.</summary>
    public long Retried { get; init; }

    /// <summary>Gets how many leases were lost.</summary>
    public long LostLeases { get; init; }

    /// <summary>Gets when the one was enqueued that starts next, by the clock of the node that did.</summary>
    public DateTimeOffset? NextEnqueuedAt { get; init; }

    /// <summary>Gets whether all adds up: enqueued = completed + cancelled + deleted + dead + live, and each of the live is in exactly one place.</summary>
    public required bool IsBalanced { get; init; }
}
