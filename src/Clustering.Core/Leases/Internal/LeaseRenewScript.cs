using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Leases.Internal;

/// <summary>The C# face of <c>lease-renew.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal static class LeaseRenewScript
{
    private static readonly RedisScript Script = new("lease-renew.lua");

    /// <returns>For each lease <see langword="null"/> if it was extended, or what is there instead.</returns>
    public static async Task<string?[]> RunAsync(
        RedisConnection redis, LeaseKeys keys, IReadOnlyList<HeldLease> leases, TimeSpan lease, TimeSpan limit, CancellationToken cancellationToken)
    {
        var named = new RedisKey[1 + leases.Count];
        var values = new RedisValue[1 + leases.Count];
        named[0] = keys.Forced;
        values[0] = (long)lease.TotalMilliseconds;
        for (var i = 0; i < leases.Count; i++)
        {
            named[i + 1] = leases[i].Record;
            values[i + 1] = leases[i].Owner;
        }

        var reply = (RedisResult[])(await redis.RunAsync(Script, named, values, limit, cancellationToken).ConfigureAwait(false))!;
        return Array.ConvertAll(reply, static one => one.Resp2Type == ResultType.Integer ? null : (string?)one ?? "");
    }
}
