namespace Clustering.Caches;

/// <summary>All caches of the app by name, for administrators.</summary>
public interface ICacheRegions
{
    /// <summary>Lists the caches that this node has used so far, by name.</summary>
    /// <returns>What this node knows of each.</returns>
    IReadOnlyList<CacheRegionInfo> List();

    /// <summary>Asks every node how far it has come with each cache. Costs nothing but when it is called: one question, and an answer from each node.</summary>
    /// <param name="timeout">How long to wait for the answers of the nodes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Every region that Redis knows, by name. A node that has not answered is in all of them.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<CacheRegionState>> ListNodesAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Invalidates several caches in one step, on every node, whether this one has used them or not.</summary>
    /// <param name="names">The names of the caches, at least one.</param>
    /// <param name="cancellationToken">Stops waiting; nodes may be told all the same.</param>
    /// <returns>A token for each, in the same order.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<IReadOnlyList<CacheToken>> InvalidateAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken = default);

    /// <summary>Invalidates several caches in one step, and waits until no node reads what was before.</summary>
    /// <remarks>See <see cref="IStaticCache{T}.InvalidateAndWaitAsync"/>. Of a cache that this node has not used, it does not know the policy, and waits for all of the time.</remarks>
    /// <param name="names">The names of the caches, at least one.</param>
    /// <param name="timeout">How long to wait for the nodes.</param>
    /// <param name="cancellationToken">Stops waiting; nodes are told all the same.</param>
    /// <returns>How it went with each, in the same order.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<IReadOnlyList<CacheBarrier>> InvalidateAndWaitAsync(
        IReadOnlyCollection<string> names, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Invalidates every cache that Redis knows of, in one step.</summary>
    /// <param name="cancellationToken">Stops waiting; nodes may be told all the same.</param>
    /// <returns>A token for each, by name.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<IReadOnlyList<CacheToken>> InvalidateAllAsync(CancellationToken cancellationToken = default);
}
