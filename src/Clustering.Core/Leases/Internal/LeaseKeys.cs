using StackExchange.Redis;

namespace Clustering.Leases.Internal;

/// <summary>The Redis keys that all leases share. The records themselves are keys of the features.</summary>
/// <remarks>The braces make a hash tag: all keys of a cluster live in one slot, so one script may touch several.</remarks>
internal sealed class LeaseKeys(string cluster)
{
    /// <summary>String: the last fence that was given out. Expires after a day without one, which is harmless: fences follow the server's time.</summary>
    public RedisKey Fence { get; } = $"{{{cluster}}}:fence";

    /// <summary>Hash: owner → who forced it out and why, so that a late renewal learns of it. Emptied when it grows; expires after an hour.</summary>
    public RedisKey Forced { get; } = $"{{{cluster}}}:leases-forced";
}
