using StackExchange.Redis;

namespace Clustering.Locks.Internal;

/// <summary>Every Redis key of locks and of the fence guard.</summary>
/// <remarks>The braces make a hash tag: all keys of a cluster live in one slot, so one script may touch several.</remarks>
internal sealed class LockKeys(string cluster)
{
    /// <summary>String: who holds the lock, a <see cref="Leases.Internal.LeaseRecord"/>. Expires with the lease, or ten seconds after it was let go.</summary>
    public RedisKey Lock(string name) => $"{{{cluster}}}:lock:{name}";

    /// <summary>Sorted set: whoever waits for the lock → its ticket. Goes with the last waiter; expires ten minutes after somebody last asked.</summary>
    public RedisKey Queue(string name) => $"{{{cluster}}}:lock-queue:{name}";

    /// <summary>String: the highest fence that the guard has let in. Expires a week after the last.</summary>
    public RedisKey Guard(string resource) => $"{{{cluster}}}:fence-guard:{resource}";
}
