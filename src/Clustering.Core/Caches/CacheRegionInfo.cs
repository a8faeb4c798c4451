namespace Clustering.Caches;

/// <summary>What this node knows of a region of caches.</summary>
/// <param name="Name">Its name, which is that of the cache.</param>
/// <param name="Version">The version that this node has followed it to; 0 if it does not know yet. Higher than that of every invalidation before.</param>
/// <param name="IsCurrent">Whether that was the last one at a moment not longer ago than <c>Clustering:Caches:MaxStaleness</c>.</param>
public sealed record CacheRegionInfo(string Name, long Version, bool IsCurrent);
