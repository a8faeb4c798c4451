using System.Collections.Concurrent;
using System.Text;
using Clustering.Contracts.Sessions;
using Clustering.Core.RedisTests.Sessions;
using Clustering.Nodes.Internal;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>Connections that break and come back: a new generation each time, and everybody is told.</summary>
public sealed class ConnectionRecoveryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Observers_FromTheFirstGenerationOn_AreToldOfEachOnceAndInOrder()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = TestConnection.Create(TestConnection.Settings(server));
        var order = new List<string>();
        var first = new GenerationRecorder(generation => order.Add($"first {generation.Number}"));
        var second = new GenerationRecorder(generation => order.Add($"second {generation.Number}"));
        redis.Observe(first);
        redis.Observe(second);

        await redis.StartAsync(ClusterStartup.Fail, Cancel);
        await Eventually.TrueAsync(() => second.Numbers.Count == 1, "the first generation is announced");
        await KillAsync(server, "normal");
        await Eventually.TrueAsync(() => second.Numbers.Count >= 2 && redis.Outage is null, "the next generation is announced");

        Assert.Equal(first.Numbers, second.Numbers);
        Assert.Equal(first.Numbers.Order().Distinct(), first.Numbers);
        Assert.Equal(first.Numbers.SelectMany(number => new[] { $"first {number}", $"second {number}" }), order);
    }

    [Fact]
    public async Task Observer_RegisteredLate_IsToldOfTheGenerationThereIs()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var late = new GenerationRecorder();

        redis.Observe(late);

        await Eventually.TrueAsync(() => late.Numbers.Count > 0, "there is a generation to tell of");
    }

    [Fact]
    public async Task Observer_ThatThrows_IsLoggedAndKeepsNobodyFromHearing()
    {
        await using var server = await RedisServer.StartAsync();
        var log = new LogCapture();
        await using var redis = TestConnection.Create(TestConnection.Settings(server), log);
        var second = new GenerationRecorder();
        redis.Observe(new GenerationRecorder(_ => throw new InvalidOperationException("on purpose")));
        redis.Observe(second);

        await redis.StartAsync(ClusterStartup.Fail, Cancel);

        await Eventually.TrueAsync(() => second.Numbers.Count == 1, "the second observer hears all the same");
        Assert.Contains(nameof(GenerationRecorder), Assert.Single(log.Of(1104)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_AfterItsSubscriptionWasKilled_BeginsAGenerationAndHearsMessagesAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await TestNode.StartAsync(server.Settings("test"));
        var heard = new ConcurrentQueue<long>();
        var channel = node.Services.GetRequiredService<INodeChannel>();
        channel.Handle("test", message =>
        {
            heard.Enqueue(BitConverter.ToInt64(message.Span));
            return ValueTask.CompletedTask;
        });

        // Behind the channel: what it says when it is told of a generation, it must hear. Another may be on its way, as nodes announce
        // a gap when they start, and what it says of that one may get lost with the subscription.
        var told = new GenerationRecorder(generation => _ = channel.PublishAsync(null, "test", BitConverter.GetBytes(generation.Number), Cancel));
        node.Redis.Observe(told);
        await Eventually.TrueAsync(() => !heard.IsEmpty, "the observer is told of the present generation");
        var before = told.Numbers.Max();

        await KillAsync(server, "pubsub");

        await Eventually.TrueAsync(
            () => told.Numbers.Max() is var last && last > before && heard.Contains(last), "the gap is announced once messages are heard again");
    }

    // The client's events are work for the thread pool, each by itself.
    [Fact]
    public async Task Subscription_WhoseLossIsReportedAfterItsReturn_IsAGapAllTheSame()
    {
        await using var server = await RedisServer.StartAsync();
        await using var real = await ConnectionMultiplexer.ConnectAsync(server.Options());
        var (multiplexer, events) = EventfulMultiplexer.Around(real);
        await using var redis = TestConnection.Create(TestConnection.Settings(server), multiplexer);
        await redis.StartAsync(ClusterStartup.Fail, Cancel);

        events.Restore(ConnectionType.Subscription);
        events.Fail(ConnectionType.Subscription);

        await Eventually.TrueAsync(() => redis.Current!.Number == 2, "the gap is announced");
    }

    [Fact]
    public async Task Connection_AfterTheServerRestarted_RunsScriptsAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var backend = new RedisSessionBackend(redis, "restart", new());
        var id = backend.NewId();
        await new SessionRequest(backend.Records, id, TimeSpan.FromMinutes(20), default).SetAsync(("a", "1"));

        await server.RestartAsync();

        await Eventually.SucceedsAsync(() => new SessionRequest(backend.Records, id, TimeSpan.FromMinutes(20), default).SetAsync(("b", "2")));
        Assert.True(redis.Current!.Number > 1);
        var load = await backend.Records.LoadAsync(new(id, TimeSpan.FromMinutes(20), null, null, null), TimeSpan.FromSeconds(10), Cancel);
        Assert.Equal("b=2", SessionRecordsContract.Show(load));
    }

    [Fact]
    public async Task RunScript_WhoseReplyIsLostWithTheConnection_IsSentAgainAndHappensOnce()
    {
        await using var server = await RedisServer.StartAsync();
        await using var wire = new TcpProxy(server.Port);
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server, wire));
        await using var admin = await server.ConnectAsync();
        var backend = new RedisSessionBackend(redis, "once", new());
        var id = backend.NewId();
        var request = new SessionRequest(backend.Records, id, TimeSpan.FromMinutes(20), default);
        await request.SetAsync(("a", "1"));
        var key = new SessionKeys("once", null).Record(id);

        // The request arrives after a second; the reply would take another.
        wire.Delay = TimeSpan.FromSeconds(1);
        var increment = request.IncrementAsync("n");
        await Eventually.TrueAsync(() => admin.GetDatabase().HashExistsAsync(key, ".n"), "the server has counted");
        wire.Cut();
        wire.Delay = TimeSpan.Zero;
        wire.Restore();

        var commit = await increment;
        Assert.True(commit.IsRepeated);
        Assert.Equal("1", Encoding.UTF8.GetString(commit.Result!));
        Assert.Equal("\01", (string?)await admin.GetDatabase().HashGetAsync(key, ".n"));
    }

    [Fact]
    public async Task RunScript_OverConnectionsThatBreakAgainAndAgain_LosesNoIncrement()
    {
        const int Workers = 4;
        const int Each = 150;
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var backend = new RedisSessionBackend(redis, "breaking", new());
        using var done = new CancellationTokenSource();
        var killing = KillUntilAsync(server, done.Token);

        // Whoever is refused all the same sends the same commit again, as a request would not: so all of them count in the end. One
        // session for each worker, for a session remembers its last eight commits, and the others would go on in the meantime.
        string[] ids = [.. Enumerable.Range(0, Workers).Select(_ => backend.NewId())];
        await Task.WhenAll(ids.Select(async id =>
        {
            for (var i = 0; i < Each; i++)
            {
                var request = new SessionRequest(backend.Records, id, TimeSpan.FromMinutes(20), default);
                var increment = request.Increment("n");
                await Eventually.SucceedsAsync(() => request.CommitAsync(increment));
            }
        }));
        await done.CancelAsync();

        Assert.True(await killing > 0);
        foreach (var id in ids)
        {
            var load = await backend.Records.LoadAsync(new(id, TimeSpan.FromMinutes(20), null, null, null), TimeSpan.FromSeconds(10), Cancel);
            Assert.Equal($"n={Each}", SessionRecordsContract.Show(load));
        }
    }

    private static async Task<int> KillUntilAsync(RedisServer server, CancellationToken cancellationToken)
    {
        await using var admin = await server.ConnectAsync();
        var kills = 0;
        do
        {
            await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            kills++;
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancel); // The pace of the attack, not a condition.
        }
        while (!cancellationToken.IsCancellationRequested);

        return kills;
    }

    private static async Task KillAsync(RedisServer server, string type)
    {
        await using var admin = await server.ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
    }
}
