using System.Diagnostics;
using Clustering.Redis.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>What callers get while Redis is away: the truth, and at once.</summary>
public sealed class ConnectionOutageTests
{
    private const int Tries = 5;

    // Half of what would be noticed; the fastest of a few tries, because the machine may be busy with other things.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(200);

    private static readonly RedisScript Script = new("node-list.lua");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhileRedisIsKnownToBeAway_FailsAtOnceAndSendsNothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        server.Kill();
        await Eventually.TrueAsync(() => redis.Outage is not null, "the connection is lost");

        var sent = 0;
        var exception = await FailsAtOnceAsync(() => redis.RunAsync(
            0,
            (generation, _) =>
            {
                sent++;
                return generation.Database.PingAsync();
            },
            "ping",
            TimeSpan.FromSeconds(10),
            Cancel));

        Assert.Equal(0, sent);
        Assert.Contains($"127.0.0.1:{server.Port} lost its connection", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'ping' was not sent", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunScript_WhileRedisHasBeenAwayForAWhile_FailsAtOnce()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        server.Kill();
        await Eventually.TrueAsync(
            () => redis.Outage is { } outage && Stopwatch.GetElapsedTime(outage.Since) > TimeSpan.FromSeconds(1.2),
            "a connection that breaks for a moment only is past");

        await FailsAtOnceAsync(() => RunScriptAsync(redis, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Run_OnAServerThatStalls_EndsAtItsLimitThenFailsAtOnceThenRecovers()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        await RunScriptAsync(redis, TimeSpan.FromSeconds(10));
        server.Pause();
        try
        {
            var limit = TimeSpan.FromMilliseconds(300);
            var began = Stopwatch.GetTimestamp();
            var first = await Assert.ThrowsAsync<ClusterUnavailableException>(() => RunScriptAsync(redis, limit));
            Assert.InRange(Stopwatch.GetElapsedTime(began), limit * 0.9, TimeSpan.FromSeconds(5));
            Assert.Contains("did not answer 'node-list.lua' within", first.Message, StringComparison.Ordinal);
            Assert.Contains("It may still take effect", first.Message, StringComparison.Ordinal);

            var next = await FailsAtOnceAsync(() => RunScriptAsync(redis, TimeSpan.FromSeconds(10)));
            Assert.Contains("stopped answering", next.Message, StringComparison.Ordinal);
        }
        finally
        {
            server.Continue();
        }

        await Eventually.SucceedsAsync(() => RunScriptAsync(redis, TimeSpan.FromSeconds(10)));
        Assert.Null(redis.Outage);
    }

    [Fact]
    public async Task Run_BehindAWireThatSwallowsEverything_EndsAtItsLimitAndRecovers()
    {
        await using var server = await RedisServer.StartAsync();
        await using var wire = new TcpProxy(server.Port);
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server, wire));
        wire.Blackhole = true;

        await Assert.ThrowsAsync<ClusterUnavailableException>(() => RunScriptAsync(redis, TimeSpan.FromMilliseconds(300)));
        await FailsAtOnceAsync(() => RunScriptAsync(redis, TimeSpan.FromSeconds(10)));
        wire.Blackhole = false;

        await Eventually.SucceedsAsync(() => RunScriptAsync(redis, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Run_ThatRedisRefuses_SaysWhyAndIsNoOutage()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => redis.RunAsync(
            0, static (generation, _) => generation.Database.ExecuteAsync("NOSUCHCOMMAND"), "no such command", TimeSpan.FromSeconds(10), Cancel));

        Assert.Contains("refused 'no such command': ERR unknown command", exception.Message, StringComparison.Ordinal);
        Assert.Null(redis.Outage);
    }

    [Fact]
    public async Task Run_ThatIsCancelled_EndsAndIsNoOutage()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        using var given = new CancellationTokenSource();

        var running = redis.RunAsync(
            new TaskCompletionSource<int>(), static (_, never) => never.Task, "wait", TimeSpan.FromMinutes(1), given.Token);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(redis.Outage);
    }

    [Fact]
    public async Task Run_ThatTheClientCancelsThoughNobodyAsked_IsABrokenConnection()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var calls = 0;

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => redis.RunAsync(
            0, static (_, _) => Task.FromCanceled<int>(new CancellationToken(canceled: true)), "cancelled", TimeSpan.FromSeconds(10), Cancel));
        Assert.Contains("failed during 'cancelled'", exception.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => redis.Outage is null, "the connection is found to be well");
        await redis.RunAgainAsync(
            0,
            (generation, _) => calls++ == 0 ? Task.FromCanceled<TimeSpan>(new CancellationToken(canceled: true)) : generation.Database.PingAsync(),
            "once cancelled",
            TimeSpan.FromSeconds(10),
            Cancel);

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Run_AfterTheConnectionWasDisposed_Fails()
    {
        await using var server = await RedisServer.StartAsync();
        var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        await redis.DisposeAsync();
        await redis.DisposeAsync();

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => RunScriptAsync(redis, TimeSpan.FromSeconds(10)));

        Assert.Contains("the application stops", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<ClusterUnavailableException> FailsAtOnceAsync(Func<Task> command)
    {
        var fastest = TimeSpan.MaxValue;
        ClusterUnavailableException? thrown = null;
        for (var i = 0; i < Tries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            thrown = await Assert.ThrowsAsync<ClusterUnavailableException>(command);
            var took = Stopwatch.GetElapsedTime(began);
            fastest = took < fastest ? took : fastest;
        }

        Assert.InRange(fastest, TimeSpan.Zero, AtOnce);
        return thrown!;
    }

    private static Task<RedisResult> RunScriptAsync(RedisConnection redis, TimeSpan limit) =>
        redis.RunAsync(Script, ["{test}:nodes", "{test}:node-records"], [0], limit, Cancel);
}
