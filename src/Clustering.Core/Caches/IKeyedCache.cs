using System.Diagnostics.CodeAnalysis;

namespace Clustering.Caches;

/// <summary>Values by key in this process' memory, each loaded when it is first asked for, and loaded again after any node has said that it changed.</summary>
/// <remarks>
/// <para><b>What you can rely on.</b> What you read was current, by what the cluster knew, at some moment not longer ago than
/// <c>Clustering:Caches:MaxStaleness</c> (10 s), whatever was lost or cut off; otherwise <see cref="StalePolicy"/> decides. A load that began before
/// an invalidation of its key is never kept after it. On the node that invalidates, nothing older is read from then on.</para>
/// <para><b>What you cannot.</b> Other nodes hear of it some moments later; <see cref="EnsureAtLeastAsync"/> waits for that. A value may be dropped at any time to make room.</para>
/// </remarks>
/// <typeparam name="TKey">The key. Two equal keys must have the same text.</typeparam>
/// <typeparam name="TValue">The value. It is shared by all readers, so nobody may change it.</typeparam>
public interface IKeyedCache<TKey, TValue>
    where TKey : notnull
{
    /// <summary>Gets the name of the cache, which is that of its region too.</summary>
    string Name { get; }

    /// <summary>Gives the value if it is here and may be used. Costs nanoseconds and no memory.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> if <see cref="GetAsync"/> would have to load it.</returns>
    bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Gives the value; loads it, or waits for who is loading it, where it is not here.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting. A load under way goes on for the others.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ClusterUnavailableException">Nobody knows whether it is current, and the policy is <see cref="StalePolicy.Fail"/>.</exception>
    ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Says that values have changed. To be called after the change was committed.</summary>
    /// <param name="keys">Which, at least one.</param>
    /// <param name="cancellationToken">Stops waiting; nodes may be told all the same.</param>
    /// <returns>A token of this invalidation, for <see cref="EnsureAtLeastAsync"/> on any node.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<CacheToken> InvalidateAsync(IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Says that everything has changed.</summary>
    /// <inheritdoc cref="InvalidateAsync"/>
    ValueTask<CacheToken> InvalidateAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Says that values have changed, and waits until no node of the cluster reads what was before: for rights that are taken away.</summary>
    /// <remarks>As <see cref="IStaticCache{T}.InvalidateAndWaitAsync"/>.</remarks>
    /// <param name="keys">Which, at least one.</param>
    /// <param name="timeout">How long to wait for the others.</param>
    /// <param name="cancellationToken">Stops waiting; nodes are told all the same.</param>
    /// <returns>The token, and the nodes that have not answered in time.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<CacheBarrier> InvalidateAndWaitAsync(IReadOnlyCollection<TKey> keys, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Says that everything has changed, and waits until no node of the cluster reads what was before.</summary>
    /// <inheritdoc cref="InvalidateAndWaitAsync"/>
    ValueTask<CacheBarrier> InvalidateAllAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Says beforehand that data is about to change, so that nodes drop everything even if this process dies between the commit and the word of it.</summary>
    /// <param name="patience">After which time others say it, if it was not said before: 1 second to 1 hour. Longer than the change takes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The change, to be completed after the commit. Disposing completes it too.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer: do not commit what others must know of.</exception>
    ValueTask<ICacheChange> BeginChangeAsync(TimeSpan patience, CancellationToken cancellationToken = default);

    /// <summary>Waits until this node has applied an invalidation, of whichever node.</summary>
    /// <param name="token">What the invalidation has returned.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is so.</returns>
    /// <exception cref="ArgumentException">The token is of another cache.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer, and this node has not heard of the invalidation.</exception>
    ValueTask EnsureAtLeastAsync(CacheToken token, CancellationToken cancellationToken = default);
}
