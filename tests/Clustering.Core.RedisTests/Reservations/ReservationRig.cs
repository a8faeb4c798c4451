using Clustering.Contracts.Sessions;
using Clustering.Core.RedisTests.Redis;
using Clustering.Reservations;
using Clustering.Reservations.Internal;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Reservations;

/// <summary>A server of the test's own and nodes that reserve over it, each over a wire that the test may cut.</summary>
internal sealed class ReservationRig : IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<TestNode> _nodes = [];
    private readonly List<TcpProxy> _wires = [];

    private ReservationRig(RedisServer server, IConnectionMultiplexer admin)
    {
        Server = server;
        Admin = admin;
    }

    public RedisServer Server { get; }

    public IConnectionMultiplexer Admin { get; }

    public ReservationKeys Keys { get; } = new("test");

    public SessionKeys SessionKeys { get; } = new("test", null);

    public IDatabase Database => Admin.GetDatabase();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ReservationRig> StartAsync(
        int nodes, (string Key, string Value)[]? settings = null, params string[] serverArguments)
    {
        var server = await RedisServer.StartAsync(serverArguments);
        var rig = new ReservationRig(server, await server.ConnectAsync());
        for (var i = 0; i < nodes; i++)
        {
            await rig.AddNodeAsync(null, settings ?? []);
        }

        return rig;
    }

    public TestNode Node(int index) => _nodes[index];

    public IReservations Reservations(int index) => _nodes[index].Services.GetRequiredService<IReservations>();

    public TcpProxy Wire(int index) => _wires[index];

    /// <summary>Starts one more node, and waits until it hears of reservations.</summary>
    public async Task<TestNode> AddNodeAsync(Action<IClusterBuilder>? build, params (string Key, string Value)[] settings)
    {
        var wire = new TcpProxy(Server.Port);
        var own = Server.Settings("test");
        own["spring.redis.port"] = $"{wire.Port}";
        own["spring.redis.timeout"] = "5s";
        own["Clustering:Nodes:Heartbeat"] = "1m"; // Not to be counted along.
        own["Clustering:Nodes:Lease"] = "10m";
        own["Clustering:Reservations:SweepEvery"] = "10m";
        var node = TestNode.Create(own, build, settings);
        _nodes.Add(node);
        _wires.Add(wire);
        var heard = new TaskCompletionSource();
        using var subscription = node.Services.GetRequiredService<IReservations>().Subscribe(one =>
        {
            heard.TrySetResult(); // Resync: from now on it hears everything.
            return ValueTask.CompletedTask;
        });
        await node.StartAsync();
        await heard.Task.WaitAsync(Eventually.Limit, Cancel);
        return node;
    }

    /// <summary>Begins a session, in which somebody is signed in or nobody.</summary>
    public async Task<string> BeginSessionAsync(int node, string? user = null)
    {
        var id = SessionIds.NewName();
        var request = await RequestAsync(node, id);
        await request.CommitAsync(request.Delta() with { Sets = SessionRequest.Sets(("a", "1")), User = user is null ? null : new(user, null) });
        return id;
    }

    public async Task<SessionRequest> RequestAsync(int node, string id)
    {
        var records = _nodes[node].Services.GetRequiredService<ISessionRecords>();
        return new(records, id, Idle, await records.LoadAsync(new(id, Idle, null, null, null), Limit, Cancel));
    }

    public async Task<long> EvalUsecAsync()
    {
        var info = await Admin.GetServer(Server.EndPoint).InfoRawAsync("commandstats");
        return info!.Split('\n').Where(line => line.StartsWith("cmdstat_evalsha:", StringComparison.Ordinal) || line.StartsWith("cmdstat_eval:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split("usec=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    public void CutAndRestore(int node)
    {
        Wire(node).Cut();
        Wire(node).Delay = TimeSpan.Zero;
        Wire(node).Restore();
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
}
