namespace Clustering.Caches;

/// <summary>Where a region of caches is in the whole cluster.</summary>
/// <param name="Name">Its name, which is that of the cache.</param>
/// <param name="Version">Where it is in Redis: the version of the last invalidation.</param>
/// <param name="Nodes">The nodes that use it, and those that have not answered and so may use it.</param>
public sealed record CacheRegionState(string Name, long Version, IReadOnlyList<CacheNodeState> Nodes);
