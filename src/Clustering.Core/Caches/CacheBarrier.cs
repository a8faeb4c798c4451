using Clustering.Nodes;

namespace Clustering.Caches;

/// <summary>How an invalidation went for which every node was waited.</summary>
/// <param name="Token">The invalidation.</param>
/// <param name="Laggards">The nodes that have not said that they have applied it; none if all went well. They are cut off, stand still, or load for long.</param>
/// <param name="IsComplete">
/// Whether no node reads what was before: all have applied it, or those that have not know nothing for current any more, because <c>MaxStaleness</c> has
/// passed, and refuse it (the policy is not <see cref="StalePolicy.ServeStale"/>).
/// </param>
public sealed record CacheBarrier(CacheToken Token, IReadOnlyList<ClusterNode> Laggards, bool IsComplete);
