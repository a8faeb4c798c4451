namespace Clustering.Locks.Internal;

/// <summary>What became of asking for a lock.</summary>
internal enum LockTurnStatus
{
    /// <summary>Somebody else holds it.</summary>
    Held,

    /// <summary>It is the owner's.</summary>
    Granted,

    /// <summary>Somebody else holds it, and the owner is in the queue.</summary>
    Queued,

    /// <summary>It was the owner's before it knew of it, and is no more.</summary>
    Ended,
}

/// <summary>The answer to whoever asks for a lock.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Fence">The fence, where it was granted.</param>
/// <param name="Remaining">How long the present holder's lease lasts unless it is extended.</param>
/// <param name="Ahead">How many wait before the owner, where it waits.</param>
internal readonly record struct LockTurn(LockTurnStatus Status, long Fence = 0, TimeSpan Remaining = default, long Ahead = 0);
