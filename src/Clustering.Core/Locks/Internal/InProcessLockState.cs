namespace Clustering.Locks.Internal;

/// <summary>A lock that somebody holds, and whoever waits for it in the order of asking.</summary>
internal sealed class InProcessLockState(InProcessLock holder)
{
    public InProcessLock Holder { get; set; } = holder;

    public LinkedList<TaskCompletionSource<InProcessLock>> Waiting { get; } = [];
}
