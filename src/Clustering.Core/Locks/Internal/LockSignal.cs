namespace Clustering.Locks.Internal;

/// <summary>What wakes a waiter, the more important the higher.</summary>
internal enum LockSignalKind
{
    /// <summary>Nothing has happened.</summary>
    None = 0,

    /// <summary>Messages may have been missed: ask how things stand.</summary>
    AskAgain = 1,

    /// <summary>It got the lock.</summary>
    Granted = 2,

    /// <summary>It got the lock, and was forced out of it before it knew.</summary>
    Forced = 3,

    /// <summary>This node stops.</summary>
    Stopping = 4,
}

/// <summary>A signal to a waiter.</summary>
internal readonly record struct LockSignal(LockSignalKind Kind, long Fence = 0);
