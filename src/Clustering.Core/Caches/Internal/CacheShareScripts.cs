using System.Text;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Caches.Internal;

/// <summary>The C# face of <c>cache-share.lua</c> and <c>cache-put.lua</c>: the only place that knows the order of their keys and arguments.</summary>
internal sealed class CacheShareScripts(RedisConnection redis, CacheRegionKeys keys, NodeKeys nodes, NodeIdentity identity)
{
    public const string Topic = "cacheshared";

    private static readonly RedisScript Share = new("cache-share.lua");
    private static readonly RedisScript Put = new("cache-put.lua");

    private readonly string _channel = nodes.All.ToString();

    private RedisValue Channel => redis.Current?.ChannelPrefix is { Length: > 0 } prefix ? prefix + _channel : _channel;

    /// <summary>Asks for the book of a region.</summary>
    /// <param name="region">The region.</param>
    /// <param name="run">The run of the server.</param>
    /// <param name="patience">How long this node may take to load it, if it is to.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<CacheShare> AskAsync(string region, string run, TimeSpan patience, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await redis.RunAsync(
            Share, [keys.Regions, keys.Shared(region)], [region, identity.Id, (long)patience.TotalMilliseconds, run], redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        return (CacheShareStatus)(int)reply[0] switch
        {
            CacheShareStatus.Yours => new(CacheShareStatus.Yours) { Position = reply[1].ToString() },
            CacheShareStatus.Here => new(CacheShareStatus.Here) { Position = reply[1].ToString(), Data = (byte[])reply[2]! },
            CacheShareStatus.Another => new(CacheShareStatus.Another) { Remaining = TimeSpan.FromMilliseconds((long)reply[1]) },
            var status => new(status),
        };
    }

    /// <summary>Puts the book of a region there, or says that there is none.</summary>
    /// <param name="region">The region.</param>
    /// <param name="run">The run of the server, when this was asked for.</param>
    /// <param name="position">Where the region was then; '' = the load has failed.</param>
    /// <param name="data">The book; empty = everybody has to load his own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task PutAsync(string region, string run, string position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        redis.RunAsync(
            Put,
            [keys.Regions, keys.Shared(region)],
            [region, position, identity.Id, run, data, Channel, NodeMessage.Write(Topic, Encoding.UTF8.GetBytes(region))],
            redis.Timeout,
            cancellationToken);
}
