namespace Clustering.Caches.Internal;

/// <summary>A cache as administrators see it.</summary>
internal sealed record CacheView(string Name, long Version, IReadOnlyList<CacheNodeView> Nodes)
{
    public static CacheView Of(CacheRegionState region) => new(region.Name, region.Version, [.. region.Nodes.Select(static node => new CacheNodeView(
        node.Node.Id, node.Node.Name, node.Version, node.Behind?.TotalMilliseconds, node.IsCurrent, node.Version is not null))]);
}

/// <summary>How far a node is.</summary>
internal sealed record CacheNodeView(string Id, string Name, long? Version, double? BehindMilliseconds, bool IsCurrent, bool HasAnswered);

/// <summary>An invalidation.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Token">Its token.</param>
/// <param name="IsComplete">Whether nobody reads what was before; <see langword="null"/> where nobody was waited for.</param>
/// <param name="Laggards">The ids of the nodes that have not answered.</param>
internal sealed record InvalidationView(string Name, string Token, bool? IsComplete, IReadOnlyList<string>? Laggards)
{
    public static InvalidationView Of(CacheToken token) => new(token.Region, token.ToString(), null, null);

    public static InvalidationView Of(CacheBarrier barrier) =>
        new(barrier.Token.Region, barrier.Token.ToString(), barrier.IsComplete, [.. barrier.Laggards.Select(static node => node.Id)]);
}
