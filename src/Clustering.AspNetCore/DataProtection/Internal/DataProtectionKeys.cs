using StackExchange.Redis;

namespace Clustering.DataProtection.Internal;

/// <summary>The Redis key of the Data Protection key ring.</summary>
internal sealed class DataProtectionKeys(string cluster)
{
    /// <summary>List: the key ring as XML. Never expires: Data Protection itself says until when each key is valid, and old cookies need old keys.</summary>
    public RedisKey Ring { get; } = $"{{{cluster}}}:data-protection";
}
