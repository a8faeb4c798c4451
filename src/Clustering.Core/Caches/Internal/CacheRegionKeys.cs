using StackExchange.Redis;

namespace Clustering.Caches.Internal;

/// <summary>Every Redis key of the regions of caches.</summary>
/// <remarks>The braces make a hash tag: all keys of a cluster live in one slot, so one script may touch several.</remarks>
internal sealed class CacheRegionKeys(string cluster)
{
    /// <summary>Hash: region → its <see cref="RegionPosition"/>; '' → that of the last step of any region. Expires a day after the last check of any node.</summary>
    public RedisKey Regions { get; } = $"{{{cluster}}}:cache-regions";

    /// <summary>Sorted set: changes that were begun and not finished → when they count as abandoned, in milliseconds of the server's clock. Expires a day after the last check of any node.</summary>
    public RedisKey Changes { get; } = $"{{{cluster}}}:cache-changes";

    /// <summary>Hash: the book of a region that one node has loaded for all, and who is loading it. Expires ten minutes after either.</summary>
    public RedisKey Shared(string region) => $"{{{cluster}}}:cache-shared:{region}";

    /// <summary>List: the last steps of a region, at most a hundred, see <see cref="RegionChange"/>. Expires an hour after the last.</summary>
    public RedisKey Log(string region) => $"{{{cluster}}}:cache-log:{region}";
}
