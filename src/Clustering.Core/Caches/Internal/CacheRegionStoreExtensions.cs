namespace Clustering.Caches.Internal;

/// <summary>What caches of both kinds do with the store.</summary>
internal static class CacheRegionStoreExtensions
{
    /// <summary>Sees to it that this node has followed a region to a version, or that all in it is invalid.</summary>
    /// <inheritdoc cref="IRegionFollower.ReachAsync"/>
    public static async Task FollowAsync(
        this ICacheRegionStore regions, CacheRegion region, long version, bool mayBeForgotten, CancellationToken cancellationToken)
    {
        if (region.Version >= version)
        {
            return;
        }

        await regions.CheckAsync(cancellationToken).ConfigureAwait(false);
        if (mayBeForgotten && region.Version < version)
        {
            // The server does not know of it: a failover has forgotten it, or the other primary had another clock. What is loaded from now on has it.
            region.Lose();
        }
    }
}
