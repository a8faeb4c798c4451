using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Caches.Internal;

/// <summary>The C# face of <c>cache-bump.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal sealed class CacheBumpScript(RedisConnection redis, CacheRegionKeys keys, NodeKeys nodes)
{
    // Beyond this a step says "all": a message that long costs every node more than loading again.
    private const int MostBytes = 16 * 1024;

    private static readonly RedisScript Script = new("cache-bump.lua");
    private static readonly RedisValue Topic = Encoding.ASCII.GetString(NodeMessage.Write(RegionChange.Topic, default));

    private readonly string _channel = nodes.All.ToString();

    private RedisValue Channel => redis.Current?.ChannelPrefix is { Length: > 0 } prefix ? prefix + _channel : _channel;

    /// <summary>Moves regions one step on.</summary>
    /// <returns>For each region its step; or, where that had been made by an earlier attempt, only its version.</returns>
    /// <param name="bumps">The regions, and what is invalid.</param>
    /// <param name="change">The change that ends by this; '' = none.</param>
    /// <param name="onlyIfOpen">Whether to do nothing if that has ended before; then nothing comes back.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<(RegionChange? Change, long Version)[]> RunAsync(
        IReadOnlyList<RegionBump> bumps, string change, bool onlyIfOpen, CancellationToken cancellationToken)
    {
        List<RedisKey> named = [keys.Regions, keys.Changes];
        List<RedisValue> values = [Channel, Topic, RandomNumberGenerator.GetHexString(20, lowercase: true), change, onlyIfOpen ? 1 : 0];
        foreach (var bump in bumps)
        {
            named.Add(keys.Log(bump.Region));
            var invalid = RegionChange.WriteKeys(bump.Keys);
            values.AddRange([bump.Region, invalid.Length > MostBytes ? RedisValue.EmptyString : invalid]);
        }

        var reply = (RedisValue[])(await redis.RunAsync(Script, [.. named], [.. values], redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        return Array.ConvertAll(reply, Read);
    }

    private static (RegionChange? Change, long Version) Read(RedisValue reply)
    {
        if (long.TryParse(reply.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return (null, version);
        }

        var change = RegionChange.Read((byte[])reply!).Single();
        return (change, change.After.Version);
    }
}
