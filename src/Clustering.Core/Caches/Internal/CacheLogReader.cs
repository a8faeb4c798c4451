using Clustering.Redis.Internal;

namespace Clustering.Caches.Internal;

/// <summary>Reads the log of a region.</summary>
internal sealed class CacheLogReader(RedisConnection redis, CacheRegionKeys keys)
{
    public async Task<IReadOnlyList<RegionChange>> ReadAsync(string region, CancellationToken cancellationToken)
    {
        var entries = await redis.RunAgainAsync(
            keys.Log(region),
            static (generation, key) => generation.Database.ListRangeAsync(key),
            "read the log of a region",
            redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        return [.. entries.SelectMany(static entry => RegionChange.Read((byte[])entry!))];
    }
}
