namespace Clustering.Caches;

/// <summary>All caches of the app by name, for administrators.</summary>
public interface ICacheRegions
{
    /// <summary>Lists the caches that this node has used so far, by name.</summary>
    /// <returns>What this node knows of each.</returns>
    IReadOnlyList<CacheRegionInfo> List();

    /// <summary>Invalidates several caches in one step, on every node, whether this one has used them or not.</summary>
    /// <param name="names">The names of the caches, at least one.</param>
    /// <param name="cancellationToken">Stops waiting; nodes may be told all the same.</param>
    /// <returns>A token for each, in the same order.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Nodes may have been told; say it again.</exception>
    ValueTask<IReadOnlyList<CacheToken>> InvalidateAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken = default);
}
