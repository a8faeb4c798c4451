using Clustering.Nodes;

namespace Clustering.Caches;

/// <summary>How far a node has come with a region of caches.</summary>
/// <param name="Node">The node.</param>
/// <param name="Version">The version that its readers have; <see langword="null"/> if it has not answered.</param>
/// <param name="Behind">
/// Zero if its readers have what is current; otherwise how long ago the last invalidation was, by the server's clock, so at least for how long they have not;
/// <see langword="null"/> if it has not answered.
/// </param>
/// <param name="IsCurrent">Whether it knew, when it answered, what is invalid, up to a moment not longer ago than <c>MaxStaleness</c>.</param>
public sealed record CacheNodeState(ClusterNode Node, long? Version, TimeSpan? Behind, bool IsCurrent);
