namespace Clustering.Locks;

/// <summary>Locks that one holder in the whole cluster has at a time.</summary>
/// <remarks>
/// <para><b>What you can rely on.</b> While Redis keeps its data, no two holders of one name overlap. Whoever waits gets the lock in the order in
/// which they asked, on whatever node, without asking again. A lock whose process dies is free when its lease ends
/// (<c>Clustering:Locks:Lease</c>, 30 s); a living process renews it, so you may hold it for as long as you like.</para>
/// <para><b>What you cannot.</b> A failover may forget the newest locks, and a process that was paused may go on believing in one
/// it has lost. Where an overlap would do harm, pass <see cref="IClusterLock.Fence"/> to what you protect, and let it refuse lower numbers.
/// A lock is not reentrant: who asks for what he holds already waits for himself.</para>
/// </remarks>
/// <example>
/// <code language="csharp">
/// await using var held = await locks.TryAcquireAsync("invoice-run", TimeSpan.FromSeconds(5), cancellationToken);
/// if (held is null)
/// {
///     return;                                           // another node is at it
/// }
///
/// await RunAsync(held.Fence, held.Lost);
/// </code>
/// </example>
public interface IClusterLocks
{
    /// <summary>Takes a lock, or gives up after <paramref name="wait"/>.</summary>
    /// <param name="name">What to lock: 1 to 512 bytes of UTF-8 without control characters. Case matters.</param>
    /// <param name="wait">How long to wait for the present holder. The default is not to wait; <see cref="Timeout.InfiniteTimeSpan"/> is without end.</param>
    /// <param name="cancellationToken">Stops the waiting. It does not end a lock already taken.</param>
    /// <returns>The lock, to be disposed when you are done; or <see langword="null"/> if somebody else still has it.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer, so nobody can say who has it.</exception>
    ValueTask<IClusterLock?> TryAcquireAsync(string name, TimeSpan wait = default, CancellationToken cancellationToken = default);

    /// <summary>Takes a lock, and waits for it as long as it takes, or up to <paramref name="timeout"/>.</summary>
    /// <param name="name">What to lock: 1 to 512 bytes of UTF-8 without control characters. Case matters.</param>
    /// <param name="timeout">How long to wait at the most; <see langword="null"/> is without end.</param>
    /// <param name="cancellationToken">Stops the waiting. It does not end a lock already taken.</param>
    /// <returns>The lock, to be disposed when you are done.</returns>
    /// <exception cref="TimeoutException">Somebody else still had it after <paramref name="timeout"/>.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer, so nobody can say who has it.</exception>
    ValueTask<IClusterLock> AcquireAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Says who has a lock.</summary>
    /// <param name="name">The name of the lock.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The holder; or <see langword="null"/> if nobody has it. Either may have changed when you read it.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<LockHolder?> FindHolderAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Takes a lock away from whoever has it, as an administrator. The next in line has it at once.</summary>
    /// <remarks>The holder's <see cref="IClusterLock.Lost"/> is cancelled, and its <see cref="IClusterLock.Loss"/> says by whom and why. What
    /// it was doing goes on until it looks.</remarks>
    /// <param name="name">The name of the lock.</param>
    /// <param name="by">Who does it: 1 to 512 bytes of UTF-8 without control characters.</param>
    /// <param name="reason">Why, for the holder and the log: up to 2,048 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Stops waiting; the lock may still be taken away.</param>
    /// <returns><see langword="true"/> if somebody had it.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer; the lock may have been taken away.</exception>
    ValueTask<bool> ForceReleaseAsync(string name, string by, string reason, CancellationToken cancellationToken = default);
}
