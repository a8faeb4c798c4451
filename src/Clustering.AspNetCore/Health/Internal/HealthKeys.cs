using StackExchange.Redis;

namespace Clustering.Health.Internal;

/// <summary>The Redis keys of the health check.</summary>
internal sealed class HealthKeys(string cluster)
{
    /// <summary>String: the node that wrote last, to find out whether the primary takes writes. Expires after ten seconds.</summary>
    public RedisKey Written { get; } = $"{{{cluster}}}:health";
}
