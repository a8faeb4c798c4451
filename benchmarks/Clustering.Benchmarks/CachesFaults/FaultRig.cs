using System.Diagnostics;
using Clustering.Benchmarks.CachesLoad;
using Clustering.Caches.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Benchmarks.CachesFaults;

/// <summary>Three nodes, each over a wire that may be cut, and what breaks.</summary>
internal sealed class FaultRig : IAsyncDisposable
{
    public const int Nodes = 3;

    private readonly RedisServer _server;
    private readonly List<CachesNode> _nodes = [];
    private readonly List<TcpProxy> _wires = [];
    private readonly CacheRegionKeys _keys = new("benchmark");
    private int _edition;

    private FaultRig(RedisServer server) => _server = server;

    public static async Task<FaultRig> StartAsync()
    {
        var rig = new FaultRig(await RedisServer.StartAsync());
        for (var i = 0; i < Nodes; i++)
        {
            var wire = new TcpProxy(rig._server.Port);
            rig._wires.Add(wire);
            rig._nodes.Add(await CachesNode.StartAsync(
                new Dictionary<string, string?>(rig._server.Settings("benchmark")) { ["spring.redis.port"] = $"{wire.Port}" }, () => Volatile.Read(ref rig._edition)));
        }

        return rig;
    }

    /// <summary>The message of an invalidation is lost.</summary>
    public async Task<TimeSpan> LostMessageAsync()
    {
        var edition = Interlocked.Increment(ref _edition);
        await using var admin = await _server.ConnectAsync();
        var began = Stopwatch.GetTimestamp();
        await MoveUnheardAsync(admin.GetDatabase(), _keys);
        return await UntilRightAsync(_nodes, edition, began);
    }

    /// <summary>All subscriptions are killed, and a node invalidates at once.</summary>
    public async Task<TimeSpan> KilledSubscriptionsAsync()
    {
        await using var admin = await _server.ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        var edition = Interlocked.Increment(ref _edition);
        var began = Stopwatch.GetTimestamp();
        await Eventually.SucceedsAsync(async () => await _nodes[0].Book.InvalidateAsync());
        return await UntilRightAsync(_nodes, edition, began);
    }

    /// <summary>A node is cut off while another invalidates.</summary>
    public async Task<TimeSpan> CutWireAsync()
    {
        _wires[1].Cut();
        var edition = Interlocked.Increment(ref _edition);
        await _nodes[0].Book.InvalidateAsync();
        await Eventually.TrueAsync(() => _nodes[1].Redis.Outage is not null, "the node has noticed");
        _wires[1].Restore();
        return await UntilRightAsync(_nodes, edition, await UntilOpenAsync([_nodes[1]]));
    }

    /// <summary>Redis is killed and comes back with nothing; the data changes while it is away.</summary>
    public async Task<TimeSpan> RestartAsync()
    {
        _server.Kill();
        await Eventually.TrueAsync(() => _nodes.TrueForAll(static node => node.Redis.Outage is not null), "the nodes have noticed");
        var edition = Interlocked.Increment(ref _edition);
        await _server.RestartAsync();
        return await UntilRightAsync(_nodes, edition, await UntilOpenAsync(_nodes));
    }

    /// <summary>Moves the region as an invalidation does of which nobody hears.</summary>
    public static async Task MoveUnheardAsync(IDatabase database, CacheRegionKeys keys)
    {
        var last = RegionPosition.Parse((await database.HashGetAsync(keys.Regions, CachesNode.Name)).ToString());
        var next = new RegionPosition(last.Version + 1, Guid.NewGuid().ToString("n")).ToString();
        await database.HashSetAsync(keys.Regions, [new(CachesNode.Name, next), new("", next)]);
    }

    /// <summary>Waits until Redis answers the nodes again, and gives the moment.</summary>
    public static async Task<long> UntilOpenAsync(IReadOnlyList<CachesNode> nodes)
    {
        while (nodes.Any(static node => node.Redis.Outage is not null))
        {
            await Task.Delay(1);
        }

        return Stopwatch.GetTimestamp();
    }

    public static async Task<TimeSpan> UntilRightAsync(IReadOnlyList<CachesNode> nodes, int edition, long began)
    {
        while (nodes.Any(node => node.Book.Current.Number < edition))
        {
            if (Stopwatch.GetElapsedTime(began) > Eventually.Limit)
            {
                return Timeout.InfiniteTimeSpan; // Stale for good: what must not be.
            }

            await Task.Delay(1);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var wire in _wires)
        {
            await wire.DisposeAsync();
        }

        await _server.DisposeAsync();
    }
}
