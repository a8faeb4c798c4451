using Clustering.Leases;
using Clustering.Leases.Internal;

namespace Clustering.Locks.Internal;

/// <summary>A lock over Redis, in the hand of its holder.</summary>
internal sealed class ClusterLock(RedisLocks locks, string name, long fence, HeldLease lease, TimeProvider time) : IClusterLock
{
    private readonly long _since = time.GetTimestamp();
    private readonly LockRelease _release = new();
    private LeaseLoss? _loss;
    private volatile bool _isSettled;

    public string Name => name;

    public long Fence => fence;

    public CancellationToken Lost => lease.Lost;

    public LeaseLoss? Loss => lease.Loss ?? Volatile.Read(ref _loss);

    public bool IsHeld => lease.IsHeld;

    public async ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken = default)
    {
        if (!_isSettled)
        {
            Volatile.Write(ref _loss, await locks.ReleaseAsync(name, lease, _release, time.GetElapsedTime(_since), cancellationToken).ConfigureAwait(false));
            _isSettled = true;
        }

        return Loss is null;
    }

    // An exception here would hide the one that ends the caller's block, and there is nothing that the caller could do.
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException exception)
        {
            locks.ReleaseFailed(name, exception);
        }
    }
}
