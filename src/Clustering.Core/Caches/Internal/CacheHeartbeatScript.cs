using System.Security.Cryptography;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Caches.Internal;

/// <summary>The C# face of <c>cache-heartbeat.lua</c>.</summary>
internal sealed class CacheHeartbeatScript(RedisConnection redis, CacheRegionKeys keys)
{
    private static readonly RedisScript Script = new("cache-heartbeat.lua");

    /// <param name="known">The last step that this node knows of; '' = none.</param>
    /// <param name="names">Regions that are to get a position if they have none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<CacheHeartbeat> RunAsync(string known, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        RedisValue[] values = [known, RandomNumberGenerator.GetHexString(20, lowercase: true), .. names.Select(static name => (RedisValue)name)];
        var reply = (RedisValue[])(await redis.RunAsync(Script, [keys.Regions, keys.Changes], values, redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        Dictionary<string, RegionPosition>? positions = null;
        if (reply.Length > 3 || known.Length == 0 || reply[1] != known)
        {
            positions = new(StringComparer.Ordinal);
            for (var i = 3; i + 1 < reply.Length; i += 2)
            {
                positions[reply[i].ToString()] = RegionPosition.Parse(reply[i + 1].ToString());
            }
        }

        return new((long)reply[0], reply[1].ToString(), reply[2].ToString(), positions);
    }
}
