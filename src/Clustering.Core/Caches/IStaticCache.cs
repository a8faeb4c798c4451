using Microsoft.Extensions.Primitives;

namespace Clustering.Caches;

/// <summary>A whole book of data in this process' memory, such as all access rules, that every node renews when one node says that it has changed.</summary>
/// <remarks>
/// <para><b>What you can rely on.</b> What you read was current, by what the cluster knew, at some moment not longer ago than
/// <c>Clustering:Caches:MaxStaleness</c> (10 s), whatever was lost or cut off; otherwise <see cref="StalePolicy"/> decides. An invalidation is on
/// every node within moments, and on a node that missed it within <c>Clustering:Caches:Heartbeat</c> (1 s) of being connected. A load that began before an
/// invalidation never counts as current after it.</para>
/// <para><b>What you cannot.</b> Between an invalidation and the end of the load that follows, the former value is read, on this node too. Use
/// <see cref="EnsureAtLeastAsync"/> where that matters. (A visitor with a session reads his own changes: his requests wait for them by themselves.) How old what the loader reads is, is the loader's affair: invalidate after the commit.</para>
/// </remarks>
/// <example>
/// <code language="csharp">
/// var rules = await cache.GetAsync(cancellationToken);
/// </code>
/// </example>
/// <typeparam name="T">The book. It is shared by all readers, so nobody may change it.</typeparam>
public interface IStaticCache<T>
    where T : class
{
    /// <summary>Gets the name of the cache, which is that of its region too.</summary>
    string Name { get; }

    /// <summary>Gets the book without waiting. Costs nanoseconds and no memory.</summary>
    /// <exception cref="InvalidOperationException">It has not been loaded yet: <see cref="GetAsync"/> does so.</exception>
    /// <exception cref="ClusterUnavailableException">Nobody knows whether it is current, and the policy is not <see cref="StalePolicy.ServeStale"/>.</exception>
    T Current { get; }

    /// <summary>Gives the book; loads it, or waits for who is loading it, where there is none that may be used.</summary>
    /// <param name="cancellationToken">Stops waiting. A load under way goes on for the others.</param>
    /// <returns>The book.</returns>
    /// <exception cref="ClusterUnavailableException">Nobody knows whether it is current, and the policy is <see cref="StalePolicy.Fail"/>.</exception>
    ValueTask<T> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives a token that fires once, when this node next has another book, the first one too: for what is made of the book, and for pages that are open.</summary>
    /// <remarks>
    /// Watch it over and over with <see cref="ChangeToken.OnChange(Func{IChangeToken?}, Action)"/>. Its callbacks run on the thread pool, after readers have the new book. Several books in quick
    /// succession may be told of once. What a callback throws is logged.
    /// </remarks>
    /// <returns>The token.</returns>
    IChangeToken GetReloadToken();

    /// <summary>Says that the data has changed: every node loads it again. To be called after the change was committed.</summary>
    /// <param name="cancellationToken">Stops waiting; nodes may be told all the same.</param>
    /// <returns>A token of this invalidation, for <see cref="EnsureAtLeastAsync"/> on any node.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<CacheToken> InvalidateAsync(CancellationToken cancellationToken = default);

    /// <summary>Says beforehand that data is about to change, so that nodes are told even if this process dies between the commit and the word of it.</summary>
    /// <param name="patience">After which time others say it, if it was not said before: 1 second to 1 hour. Longer than the change takes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The change, to be completed after the commit. Disposing completes it too.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer: do not commit what others must know of.</exception>
    ValueTask<ICacheChange> BeginChangeAsync(TimeSpan patience, CancellationToken cancellationToken = default);

    /// <summary>Says that the data has changed, and waits until no node of the cluster reads what was before: for rights that are taken away.</summary>
    /// <remarks>
    /// A node that does not answer is not waited for longer than <c>Clustering:Caches:MaxStaleness</c>: after that it uses nothing old any more,
    /// unless the policy is <see cref="StalePolicy.ServeStale"/>. It is named all the same. Which nodes there are is what the registry says; those whose lease there
    /// has ended are waited for too, for as long as they may think that they are current.
    /// </remarks>
    /// <param name="timeout">How long to wait for the others.</param>
    /// <param name="cancellationToken">Stops waiting; nodes are told all the same.</param>
    /// <returns>The token, and the nodes that have not answered in time.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<CacheBarrier> InvalidateAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Waits until what this node reads was loaded after an invalidation, of whichever node.</summary>
    /// <param name="token">What the invalidation has returned.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is so.</returns>
    /// <exception cref="ArgumentException">The token is of another cache.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer, and this node has not heard of the invalidation.</exception>
    ValueTask EnsureAtLeastAsync(CacheToken token, CancellationToken cancellationToken = default);
}
