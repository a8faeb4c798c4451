using Clustering.Nodes;

namespace Clustering.Caches;

/// <summary>How an invalidation went for which every node was waited.</summary>
/// <param name="Token">The invalidation.</param>
/// <param name="Laggards">The nodes that may still read what was before; none if all went well.</param>
public sealed record CacheBarrier(CacheToken Token, IReadOnlyList<ClusterNode> Laggards);
