using Clustering.Core.RedisTests.Redis;
using Clustering.Leases.Internal;
using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using System.Diagnostics.Metrics;

namespace Clustering.Core.RedisTests.Leases;

/// <summary>A keeper of leases over a server of the test's own, whose records the test writes itself.</summary>
internal sealed class LeaseRig : IAsyncDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private readonly RedisConnection _redis;
    private readonly IConnectionMultiplexer _admin;

    private LeaseRig(RedisServer server, RedisConnection redis, IConnectionMultiplexer admin, LeaseTerms terms, TimeProvider time)
    {
        Server = server;
        _redis = redis;
        _admin = admin;
        Time = time;
        Keeper = new(redis, Keys, terms, time, Log.CreateLogger<LeaseKeeper>(), new(Services.GetRequiredService<IMeterFactory>()));
    }

    public RedisServer Server { get; }

    public LeaseKeys Keys { get; } = new("leases");

    public LogCapture Log { get; } = new();

    public LeaseKeeper Keeper { get; }

    public TimeProvider Time { get; }

    public IDatabase Database => _admin.GetDatabase();

    public static LeaseTerms Terms(double lease, double renewEvery) => new(TimeSpan.FromSeconds(lease), TimeSpan.FromSeconds(renewEvery));

    public static async Task<LeaseRig> StartAsync(LeaseTerms terms, TimeProvider? time = null, TcpProxy? wire = null, RedisServer? server = null)
    {
        server ??= await RedisServer.StartAsync();
        var redis = await TestConnection.StartAsync(wire is null ? TestConnection.Settings(server) : TestConnection.Settings(server, wire));
        var rig = new LeaseRig(server, redis, await server.ConnectAsync(), terms, time ?? TimeProvider.System);
        redis.Observe(rig.Keeper);

        // The keeper extends what it has when it is told of a generation; after this it has been told of the first.
        var told = new GenerationRecorder();
        redis.Observe(told);
        await Eventually.TrueAsync(() => told.Numbers.Count > 0, "the observers are told of the present generation");
        return rig;
    }

    public static RedisKey Record(string name) => $"{{leases}}:test:{name}";

    /// <summary>Writes a record as a script would, and keeps it.</summary>
    public async Task<HeldLease> HoldAsync(string name)
    {
        var sent = Time.GetTimestamp();
        await WriteAsync(name, $"+node/{name}\n1\nnode\n2\n");
        return Keeper.Keep(Record(name), $"node/{name}", name, sent);
    }

    public Task WriteAsync(string name, string text) => Database.StringSetAsync(Record(name), text, Keeper.Terms.Lease);

    public async Task<TimeSpan> RemainingAsync(string name) => await Database.KeyTimeToLiveAsync(Record(name)) ?? TimeSpan.Zero;

    public async ValueTask DisposeAsync()
    {
        Keeper.Dispose();
        await _redis.DisposeAsync();
        await _admin.DisposeAsync();
        await Server.DisposeAsync();
    }
}
