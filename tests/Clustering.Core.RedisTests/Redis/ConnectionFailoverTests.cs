using System.Diagnostics;
using Clustering.Redis.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>What the connection does in a failover, whoever tells it of one.</summary>
public sealed class ConnectionFailoverTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public ConnectionFailoverTests()
    {
        KeySweep.MayStay(Key("a"));
        KeySweep.MayStay(Key("n"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhileAReplicaIsPromoted_WaitsAndGoesToTheNewPrimary()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;

        connector.Listener.FailoverBegan("test");
        var write = SetAsync(redis, "a", "1");
        Assert.True(redis.IsFailingOver);
        Assert.False(write.IsCompleted);
        connector.MoveTo(promoted.Port);
        await write;

        Assert.Null(await GetAsync(old, "a"));
        Assert.Equal("1", await GetAsync(promoted, "a"));
        Assert.False(redis.IsFailingOver);
    }

    [Fact]
    public async Task Run_AnsweredByTheOldPrimaryInItsLastMoments_IsRunAgainOnTheNewOne()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        await using var wire = new TcpProxy(old.Port);
        var (redis, connector) = await MovableConnector.StartAsync(TestConnection.Settings(old, wire));
        await using var _ = redis;

        wire.Delay = TimeSpan.FromMilliseconds(300); // Each way.
        var write = SetAsync(redis, "a", "1");
        connector.Listener.FailoverBegan("test");
        await Eventually.TrueAsync(async () => await GetAsync(old, "a") == "1", "the old primary has done it");
        await Task.WhenAny(write, Task.Delay(TimeSpan.FromSeconds(1), Cancel));
        Assert.False(write.IsCompleted, "What the old primary acknowledges now is not to be believed.");
        connector.MoveTo(promoted.Port);
        await write;

        Assert.Equal("1", await GetAsync(promoted, "a"));
    }

    [Fact]
    public async Task Run_AnsweredDuringAFailoverThatIsGivenUp_IsNotRunAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var wire = new TcpProxy(server.Port);
        var (redis, connector) = await MovableConnector.StartAsync(TestConnection.Settings(server, wire));
        await using var _ = redis;
        await CountAsync(redis);
        await server.ResetStatsAsync();

        wire.Delay = TimeSpan.FromMilliseconds(200);
        var count = CountAsync(redis);
        connector.Listener.FailoverBegan("test");
        await Eventually.TrueAsync(async () => await GetAsync(server, "n") == "2", "it is done");
        connector.Listener.FailoverAborted();

        Assert.Equal(2, await count);
        Assert.Equal("2", await GetAsync(server, "n"));
    }

    [Fact]
    public async Task Run_OfWhatMustNotBeRepeated_WaitsBeforeItIsSentButIsNotRunAgain()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;

        connector.Listener.FailoverBegan("test");
        var increment = redis.RunAsync(0, static (generation, _) => generation.Database.StringIncrementAsync(Key("n")), "increment", Limit, Cancel);
        connector.MoveTo(promoted.Port);

        Assert.Equal(1, await increment);
        Assert.Null(await GetAsync(old, "n"));
    }

    [Fact]
    public async Task Run_WithoutTimeToWaitForTheFailover_SaysThatItWasNotSent()
    {
        await using var server = await RedisServer.StartAsync();
        var (redis, connector) = await MovableConnector.StartAsync(server);
        await using var _ = redis;
        connector.Listener.FailoverBegan("test");

        var began = Stopwatch.GetTimestamp();
        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => SetAsync(redis, "a", "1", TimeSpan.FromMilliseconds(200)));

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(190), TimeSpan.FromSeconds(3));
        Assert.Contains("is failing over, and 'set' has waited for", exception.Message, StringComparison.Ordinal);
        Assert.Contains("It was not sent", exception.Message, StringComparison.Ordinal);
        connector.Listener.FailoverAborted();
        await SetAsync(redis, "a", "2");
    }

    [Fact]
    public async Task Failover_ThatNobodyEnds_HoldsCommandsForItsBoundOnly()
    {
        await using var server = await RedisServer.StartAsync();
        var log = new LogCapture();
        var (redis, connector) = await MovableConnector.StartAsync(server, log);
        await using var _ = redis;

        connector.Listener.FailoverBegan("test");
        await SetAsync(redis, "a", "1");

        Assert.Single(log.Of(1111));
        Assert.Equal("1", await GetAsync(server, "a"));
    }

    [Fact]
    public async Task PrimaryThatMoved_WhereTheNewOneCannotBeReached_IsAnOutageAndNeverTheOldOne()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        promoted.Kill();
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;
        connector.MoveTo(promoted.Port);

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => SetAsync(redis, "a", "1"));
        Assert.Contains("not the primary any more, and the new one cannot be reached yet", exception.Message, StringComparison.Ordinal);
        Assert.Null(await GetAsync(old, "a"));

        await promoted.RestartAsync();
        await Eventually.SucceedsAsync(() => SetAsync(redis, "a", "2"));
        Assert.Null(await GetAsync(old, "a"));
        Assert.Equal("2", await GetAsync(promoted, "a"));
    }

    [Fact]
    public async Task Abort_ThatIsHeardBeforeTheNewPrimaryIsConnected_LetsNothingGoToTheOldOne()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        promoted.Pause();
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;
        connector.Listener.FailoverBegan("test");
        connector.MoveTo(promoted.Port);

        connector.Listener.FailoverAborted();
        var write = SetAsync(redis, "a", "1");
        Assert.True(redis.IsFailingOver);
        promoted.Continue();
        await write;

        Assert.Null(await GetAsync(old, "a"));
        Assert.Equal("1", await GetAsync(promoted, "a"));
    }

    [Fact]
    public async Task PrimaryThatMoved_WhileTheOldOneHangs_IsNotWaitedFor()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        await using var next = await RedisServer.StartAsync();
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;
        old.Pause();

        var began = Stopwatch.GetTimestamp();
        foreach (var server in (RedisServer[])[promoted, next])
        {
            connector.MoveTo(server.Port);
            await SetAsync(redis, "a", "1");
        }

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, CommandFence.Bound / 2);
        old.Continue();
    }

    [Fact]
    public async Task PrimaryThatMoved_IsAGapForEverybody()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;
        var told = new GenerationRecorder();
        redis.Observe(told);
        await Eventually.TrueAsync(() => told.Numbers.Count > 0, "the observer knows the first primary");
        var before = redis.Current!;

        connector.MoveTo(promoted.Port);

        await Eventually.TrueAsync(
            () => redis.Current is { } current && current.Primary != before.Primary && told.Numbers.Contains(current.Number),
            "the observer is told of the new one");
        Assert.Equal(before.Primary.Number + 1, redis.Current!.Primary.Number);
        Assert.EndsWith($":{promoted.Port}", redis.Current.EndPoint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observer_ThatRunsACommandWhenAFailoverBegins_HoldsNobodyUp()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync();
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        redis.Observe(new CommandingObserver(async generation =>
        {
            connector.Listener.FailoverBegan("test");
            asked.TrySetResult();
            await CountAsync(redis);
        }));
        await asked.Task.WaitAsync(Eventually.Limit, Cancel);

        var began = Stopwatch.GetTimestamp();
        connector.MoveTo(promoted.Port);
        await SetAsync(redis, "a", "1");

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, CommandFence.Bound / 2);
        Assert.Equal("1", await GetAsync(promoted, "a"));
    }

    [Fact]
    [NotOn("garnet", "It has replicas in cluster mode only.")]
    public async Task Run_ThatAReplicaRefuses_FindsThePrimaryAgain()
    {
        await using var server = await RedisServer.StartAsync();
        var (redis, _) = await MovableConnector.StartAsync(server);
        await using var __ = redis;
        await using var admin = await server.ConnectAsync();
        await admin.GetServers()[0].ExecuteAsync("REPLICAOF", "127.0.0.1", "1");

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => SetAsync(redis, "a", "1"));
        Assert.Contains("READONLY", exception.ToString(), StringComparison.Ordinal);
        Assert.NotNull(redis.Outage);

        await admin.GetServers()[0].ExecuteAsync("REPLICAOF", "NO", "ONE");
        await Eventually.SucceedsAsync(() => SetAsync(redis, "a", "1"));
    }

    [Fact]
    [NotOn("garnet", "It has replicas in cluster mode only.")]
    public async Task Run_OnANewPrimaryThatHasNoReplicasYet_WaitsForThem()
    {
        await using var old = await RedisServer.StartAsync();
        await using var promoted = await RedisServer.StartAsync("--min-replicas-to-write", "1");
        var (redis, connector) = await MovableConnector.StartAsync(old);
        await using var _ = redis;
        connector.MoveTo(promoted.Port);

        var write = SetAsync(redis, "a", "1");
        await Eventually.TrueAsync(() => redis.Current!.EndPoint.EndsWith($":{promoted.Port}", StringComparison.Ordinal), "the new primary is in use");
        await using var admin = await promoted.ConnectAsync();
        await Eventually.TrueAsync(
            async () => ((string?)await admin.GetDatabase().ExecuteAsync("INFO", "errorstats"))!.Contains("NOREPLICAS", StringComparison.Ordinal),
            "it has refused the write");
        Assert.False(write.IsCompleted);
        await admin.GetServers()[0].ExecuteAsync("CONFIG", "SET", "min-replicas-to-write", "0");

        await write;
    }

    [Fact]
    public async Task Primary_ThatRestartedWhileNobodyConfirmsIt_IsNotBelieved()
    {
        await using var server = await RedisServer.StartAsync();
        var log = new LogCapture();
        var (redis, connector) = await MovableConnector.StartAsync(server, log);
        await using var _ = redis;
        connector.IsConfirmed = false;

        await server.RestartAsync();
        await log.WaitForAsync(entry => entry.Message.Contains("too few sentinels answer", StringComparison.Ordinal), "the restart is noticed");
        Assert.NotNull(redis.Outage);

        connector.IsConfirmed = true;
        await Eventually.SucceedsAsync(() => SetAsync(redis, "a", "1"));
    }

    [Fact]
    public async Task Primary_WhoseConnectionBreaksWhileNobodyConfirmsIt_IsUsedAgain()
    {
        await using var server = await RedisServer.StartAsync();
        var (redis, connector) = await MovableConnector.StartAsync(server);
        await using var _ = redis;
        connector.IsConfirmed = false;
        var before = redis.Current!;
        await using var admin = await server.ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        await Eventually.TrueAsync(() => redis.Current!.Number > before.Number && redis.Outage is null, "it is connected again");
        Assert.Same(before.Primary, redis.Current!.Primary);
    }

    private static string Key(string name) => $"{{test}}:{name}";

    private static Task<bool> SetAsync(RedisConnection redis, string key, string value, TimeSpan? limit = null) => redis.RunAgainAsync(
        (key, value), static (generation, set) => generation.Database.StringSetAsync(Key(set.key), set.value), "set", limit ?? Limit, Cancel);

    private static Task<long> CountAsync(RedisConnection redis) =>
        redis.RunAgainAsync(0, static (generation, _) => generation.Database.StringIncrementAsync(Key("n")), "count", Limit, Cancel);

    private static async Task<string?> GetAsync(RedisServer server, string key)
    {
        await using var admin = await server.ConnectAsync();
        return await admin.GetDatabase().StringGetAsync(Key(key));
    }

    private sealed class CommandingObserver(Func<RedisGeneration, Task> told) : IRedisGenerationObserver
    {
        private int _told;

        // Once: a later generation is the test's end, not its beginning.
        public Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref _told, 1) == 0 ? told(generation) : Task.CompletedTask;
    }
}
