namespace Clustering.Caches.Internal;

/// <summary>Where caches find their regions, and move them.</summary>
internal interface ICacheRegionStore
{
    /// <summary>Gives the region of the name; made when first asked for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="usesLog">Whether its caches can do with keys. Who is first decides.</param>
    CacheRegion Get(string name, bool usesLog);

    /// <summary>Gets the regions of the caches that were used on this node.</summary>
    IEnumerable<CacheRegion> All { get; }

    /// <summary>Gives the region if a cache of this node belongs to it.</summary>
    CacheRegion? Find(string name);

    /// <summary>Notes that a region is about to be changed.</summary>
    /// <returns>What to give to <see cref="BumpAsync"/> when that has been done.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    Task<string> BeginAsync(string region, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Moves regions one step on, and ends a change if one is given. This node has followed when the task ends.</summary>
    /// <returns>The version of each.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer; nodes may have been told.</exception>
    Task<long[]> BumpAsync(IReadOnlyList<RegionBump> bumps, string change, CancellationToken cancellationToken);

    /// <summary>Asks where all regions are that anybody has used.</summary>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    Task<RegionVersions> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Finds out where all regions are by a question that is sent after the call.</summary>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
