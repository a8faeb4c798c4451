namespace Clustering.Caches.Internal;

/// <summary>Where caches find their regions, and move them.</summary>
internal interface ICacheRegionStore
{
    /// <summary>Gives the region of the name; made when first asked for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="usesLog">Whether its caches can do with keys. Who is first decides.</param>
    CacheRegion Get(string name, bool usesLog);

    /// <summary>Gives the region if a cache of this node belongs to it.</summary>
    CacheRegion? Find(string name);

    /// <summary>Moves regions one step on. This node has followed when the task ends.</summary>
    /// <returns>The version of each.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer; nodes may have been told.</exception>
    Task<long[]> BumpAsync(IReadOnlyList<RegionBump> bumps, CancellationToken cancellationToken);

    /// <summary>Finds out where all regions are by a question that is sent after the call.</summary>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
