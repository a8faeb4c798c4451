using Clustering.Contracts.Operations;
using Clustering.Core.RedisTests.Redis;
using Clustering.Operations;
using Clustering.Operations.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>A server of the test's own and nodes that run operations over it, each over a wire that the test may cut.</summary>
internal sealed class OperationRig : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];
    private readonly List<TcpProxy> _wires = [];

    private OperationRig(RedisServer server, IConnectionMultiplexer admin)
    {
        Server = server;
        Admin = admin;
    }

    public RedisServer Server { get; }

    public IConnectionMultiplexer Admin { get; }

    public OperationKeys Keys { get; } = new("test");

    public NoteWork Work { get; } = new();

    public IDatabase Database => Admin.GetDatabase();

    public static async Task<OperationRig> StartAsync(params string[] serverArguments)
    {
        var server = await RedisServer.StartAsync(serverArguments);
        return new(server, await server.ConnectAsync());
    }

    public TestNode Node(int index) => _nodes[index];

    public IOperations Operations(int index) => _nodes[index].Services.GetRequiredService<IOperations>();

    public IOperationQueues Queues(int index = 0) => _nodes[index].Services.GetRequiredService<IOperationQueues>();

    public TcpProxy Wire(int index) => _wires[index];

    /// <summary>Starts one more node, with the handler <c>index</c> unless the test says otherwise.</summary>
    public async Task<TestNode> AddNodeAsync(
        Action<OperationHandlerOptions<Note>>? configure = null, Action<IClusterBuilder>? build = null, string poll = "1m", string lease = "1500ms", NoteWork? work = null, bool isDirect = false)
    {
        var wire = new TcpProxy(Server.Port);
        var settings = Server.Settings("test");
        settings["spring.redis.port"] = $"{(isDirect ? Server.Port : wire.Port)}";
        settings["spring.redis.timeout"] = "2s";
        settings["Clustering:Operations:Lease"] = lease;
        settings["Clustering:Operations:RenewEvery"] = lease == "1500ms" ? "400ms" : "5s";
        settings["Clustering:Operations:PollEvery"] = poll;
        settings["Clustering:Operations:StopTimeout"] = "200ms";
        settings["Clustering:Nodes:Heartbeat"] = "1m"; // Not to be counted along.
        settings["Clustering:Nodes:Lease"] = "10m";
        var node = TestNode.Create(settings, builder =>
        {
            builder.Services.AddSingleton(work ?? Work);
            (build ?? (cluster => cluster.AddOperationHandler<Note, NoteHandler>("index", configure)))(builder);
        });
        _nodes.Add(node);
        _wires.Add(wire);
        await node.StartAsync();
        return node;
    }

    public async Task<OperationQueueStatus> CountAsync(int node = 0, string handler = "index") =>
        (await Queues(node).ListAsync(TestContext.Current.CancellationToken)).Single(queue => queue.Handler == handler);

    public Task DoneAsync(int count, int node = 0) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                return (await CountAsync(node)).Completed == count;
            }
            catch (ClusterUnavailableException)
            {
                return false;
            }
        },
        $"{count} operations have succeeded");

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
