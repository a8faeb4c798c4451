using Clustering.Core.RedisTests.Redis;
using Clustering.Locks;
using Clustering.Locks.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>A server of the test's own and nodes that lock over it, each over a wire that the test may cut.</summary>
internal sealed class LockRig : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];
    private readonly List<TcpProxy> _wires = [];
    private readonly List<GenerationRecorder> _told = [];
    private readonly string _lease;

    private LockRig(RedisServer server, IConnectionMultiplexer admin, string lease)
    {
        Server = server;
        Admin = admin;
        _lease = lease;
    }

    public RedisServer Server { get; }

    public IConnectionMultiplexer Admin { get; }

    public LockKeys Keys { get; } = new("test");

    public IDatabase Database => Admin.GetDatabase();

    /// <summary>Gets how often nodes were told of a generation, after which whoever waits asks again.</summary>
    public int Tellings => _told.Sum(static told => told.Numbers.Count);

    public static async Task<LockRig> StartAsync(int nodes, string lease = "30s", params string[] serverArguments)
    {
        var server = await RedisServer.StartAsync(serverArguments);
        var rig = new LockRig(server, await server.ConnectAsync(), lease);
        await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => rig.AddNodeAsync()));
        return rig;
    }

    public TestNode Node(int index) => _nodes[index];

    public IClusterLocks Locks(int index) => _nodes[index].Services.GetRequiredService<IClusterLocks>();

    public IFenceGuard Guard(int index) => _nodes[index].Services.GetRequiredService<IFenceGuard>();

    public TcpProxy Wire(int index) => _wires[index];

    /// <summary>Starts one more node. Heartbeats are rare where they would be counted along, and quick where deaths are to be noticed.</summary>
    public async Task<TestNode> AddNodeAsync(Action<IClusterBuilder>? build = null, bool isQuick = false)
    {
        var wire = new TcpProxy(Server.Port);
        var settings = Server.Settings("test");
        settings["spring.redis.port"] = $"{wire.Port}";
        settings["spring.redis.timeout"] = "5s";
        settings["Clustering:Locks:Lease"] = _lease;
        settings["Clustering:Locks:RenewEvery"] = _lease == "30s" ? "10s" : "500ms";
        settings["Clustering:Nodes:Heartbeat"] = isQuick ? "100ms" : "1m";
        settings["Clustering:Nodes:Lease"] = isQuick ? "500ms" : "10m";
        var node = TestNode.Create(settings, build);
        lock (_nodes)
        {
            _nodes.Add(node);
            _wires.Add(wire);
        }

        await node.StartAsync();
        await Eventually.TrueAsync(
            () => Database.SortedSetScoreAsync("{test}:nodes", node.Nodes.Self.Id).ContinueWith(score => score.Result is not null, TaskScheduler.Default),
            "the node is in the registry");

        // Whoever waits asks again when its node is told of a generation; after this it has been told of the first.
        var told = new GenerationRecorder();
        lock (_nodes)
        {
            _told.Add(told);
        }

        node.Redis.Observe(told);
        await Eventually.TrueAsync(() => told.Numbers.Count > 0, "the observers are told of the present generation");
        return node;
    }

    public Task InLineAsync(int count, string name = "a") => Eventually.TrueAsync(
        async () => await Database.SortedSetLengthAsync(Keys.Queue(name)) == count, $"{count} are in line");

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
}
