using Clustering.Caches;
using Clustering.Caches.Internal;
using Clustering.Contracts.Caches;
using Clustering.Core.RedisTests.Redis;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>A server of the test's own and nodes with a cache over it, each over a wire that the test may cut.</summary>
internal sealed class CacheRig : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];
    private readonly List<TcpProxy> _wires = [];

    private CacheRig(RedisServer server, IConnectionMultiplexer admin)
    {
        Server = server;
        Admin = admin;
    }

    public RedisServer Server { get; }

    public IConnectionMultiplexer Admin { get; }

    public CacheRegionKeys Keys { get; } = new("test");

    public BookSource Source { get; } = new();

    public IDatabase Database => Admin.GetDatabase();

    public static async Task<CacheRig> StartAsync(int nodes, string heartbeat = "200ms", string maxStaleness = "1m", StalePolicy policy = StalePolicy.ServeStale, int regions = 1, Action<StaticCacheOptions<Book>>? configure = null)
    {
        var server = await RedisServer.StartAsync();
        var rig = new CacheRig(server, await server.ConnectAsync());
        for (var i = 0; i < nodes; i++)
        {
            await rig.AddNodeAsync(heartbeat, maxStaleness, policy, regions, configure);
        }

        await Eventually.TrueAsync(() => rig._nodes.TrueForAll(node => node.Nodes.Live.Count == nodes), "the nodes know each other");
        return rig;
    }

    public TestNode Node(int index) => _nodes[index];

    public IStaticCache<Book> Cache(int index) => _nodes[index].Services.GetRequiredService<IStaticCache<Book>>();

    public TcpProxy Wire(int index) => _wires[index];

    public Task RightAsync(int index) => Eventually.TrueAsync(() => Cache(index).Current.Edition == Source.Edition, $"node {index} is right");

    /// <summary>Invalidates through the first node, as soon as it can.</summary>
    public Task InvalidateAsync() => Eventually.SucceedsAsync(async () => await Cache(0).InvalidateAsync(TestContext.Current.CancellationToken));

    /// <summary>Moves the region as an invalidation does whose message nobody hears.</summary>
    public Task InvalidateUnheardAsync() => InvalidateUnheardAsync(Database, Keys);

    public static async Task InvalidateUnheardAsync(IDatabase database, CacheRegionKeys keys)
    {
        var last = RegionPosition.Parse((await database.HashGetAsync(keys.Regions, CacheBackend.Name)).ToString());
        var next = new RegionPosition(last.Version + 1, Guid.NewGuid().ToString("n")).ToString();
        await database.HashSetAsync(keys.Regions, [new(CacheBackend.Name, next), new("", next)]);
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

        await Admin.DisposeAsync();
        await Server.DisposeAsync();
    }

    private async Task AddNodeAsync(string heartbeat, string maxStaleness, StalePolicy policy, int regions, Action<StaticCacheOptions<Book>>? configure)
    {
        var wire = new TcpProxy(Server.Port);
        var settings = Server.Settings("test");
        settings["spring.redis.port"] = $"{wire.Port}";
        settings["spring.redis.timeout"] = "2s";
        settings["Clustering:Caches:Heartbeat"] = heartbeat;
        settings["Clustering:Caches:MaxStaleness"] = maxStaleness;
        settings["Clustering:Nodes:Heartbeat"] = "1m"; // Not to be counted along.
        settings["Clustering:Nodes:Lease"] = "10m";
        var node = TestNode.Create(settings, cluster =>
        {
            cluster.AddStaticCache(CacheBackend.Name, (_, cancellationToken) => Source.ReadAsync(cancellationToken), options =>
            {
                options.WhenStale = policy;
                configure?.Invoke(options);
            });
            for (var i = 1; i < regions; i++)
            {
                cluster.AddStaticCache($"more-{i}", (_, cancellationToken) => Source.ReadAsync(cancellationToken));
            }
        });
        _nodes.Add(node);
        _wires.Add(wire);
        await node.StartAsync();
        await Cache(_nodes.Count - 1).GetAsync(TestContext.Current.CancellationToken);
    }
}
