using Clustering.Leases;

namespace Clustering.Locks;

/// <summary>A lock you hold. Dispose it to let go.</summary>
public interface IClusterLock : IAsyncDisposable
{
    /// <summary>Gets the name of what is locked.</summary>
    string Name { get; }

    /// <summary>Gets a number higher than that of every lock given before in this cluster.</summary>
    /// <remarks>Pass it to what the lock protects, and let that refuse a number lower than the highest it has seen: see <see cref="IFenceGuard"/>.</remarks>
    long Fence { get; }

    /// <summary>Gets a token that is cancelled when the lock is lost before you let go of it, and before anybody else can have it.</summary>
    /// <remarks>Letting go does not cancel it. If an administrator ends the lock, the token is cancelled as soon as this node hears of it.</remarks>
    CancellationToken Lost { get; }

    /// <summary>Gets why the lock was lost; <see langword="null"/> if it was not.</summary>
    LeaseLoss? Loss { get; }

    /// <summary>Gets whether you may still rely on it: not let go, not lost, and its time not over.</summary>
    bool IsHeld { get; }

    /// <summary>Lets go. Whoever has waited longest has the lock from then on. Calling it again gives the same answer.</summary>
    /// <param name="cancellationToken">Stops waiting for the answer. The lock is let go all the same.</param>
    /// <returns><see langword="false"/> if it had been lost before; <see cref="Loss"/> says why.</returns>
    /// <exception cref="ClusterUnavailableException">
    /// Redis did not answer. The lock may be free already; if not, it is let go when Redis answers, or ends with its lease.
    /// </exception>
    ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken = default);
}
