namespace Clustering.Caching.Internal;

/// <summary>The Redis keys of <c>IDistributedCache</c>.</summary>
internal sealed class CacheKeys(string cluster)
{
    /// <summary>Hash, one for each entry, as Microsoft's RedisCache writes it. Expires as the app says; an entry without expiration stays.</summary>
    public string Prefix { get; } = $"{{{cluster}}}:cache:";
}
