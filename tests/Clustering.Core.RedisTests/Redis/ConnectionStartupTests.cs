using Clustering.Testing;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>What an app does that starts while Redis is away, or is not what it should be.</summary>
public sealed class ConnectionStartupTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithFailWhileRedisIsAway_ThrowsWhereAndWhatToDo()
    {
        var port = FreePort.Next();
        await using var redis = TestConnection.Create(TestConnection.At(port));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => redis.StartAsync(ClusterStartup.Fail, Cancel));

        Assert.Contains($"Redis at 127.0.0.1:{port} cannot be used", exception.Message, StringComparison.Ordinal);
        Assert.Contains("set Clustering:Startup to Wait or Degraded", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.InnerException);
    }

    [Fact]
    public async Task Start_WithWait_EndsOnceRedisAnswers()
    {
        await using var server = await RedisServer.StartAsync();
        server.Kill();
        await using var node = TestNode.Create(server.Settings("test"), null, ("Clustering:Startup", "Wait"));

        var starting = node.StartAsync();
        await node.Log.WaitForAsync(entry => entry.EventId.Id == 1103, "the app says that it starts without Redis");
        Assert.False(starting.IsCompleted);
        await server.RestartAsync();

        await starting.WaitAsync(Eventually.Limit, Cancel);
        await Eventually.TrueAsync(() => node.Redis is { Current: not null, Outage: null }, "it is connected");
    }

    [Fact]
    public async Task Start_WithWaitThatIsCancelled_Ends()
    {
        await using var redis = TestConnection.Create(TestConnection.At(FreePort.Next()));
        using var given = new CancellationTokenSource();

        var starting = redis.StartAsync(ClusterStartup.Wait, given.Token);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting.WaitAsync(Eventually.Limit, Cancel));
    }

    [Fact]
    public async Task Start_Degraded_StartsSaysSoAndRecovers()
    {
        await using var server = await RedisServer.StartAsync();
        server.Kill();
        await using var node = await TestNode.StartAsync(server.Settings("test"));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => PingAsync(node));
        Assert.Contains($"Redis at 127.0.0.1:{server.Port} cannot be used", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'ping' was not sent", exception.Message, StringComparison.Ordinal);
        Assert.Single(node.Log.Of(1103));

        await server.RestartAsync();

        await Eventually.SucceedsAsync(() => PingAsync(node));
        Assert.Null(node.Redis.Outage);
        Assert.Single(node.Log.Of(1100));
    }

    [Fact]
    [NotOn("garnet", "It has replicas in cluster mode only.")]
    public async Task Start_OnAReplica_IsRefusedAndNamesThePrimary()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using var redis = TestConnection.Create(TestConnection.Settings(replica));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => redis.StartAsync(ClusterStartup.Fail, Cancel));

        Assert.Contains($"It is a replica of 127.0.0.1:{primary.Port}.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("spring.redis.host", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    [NotOn("garnet", "It has replicas in cluster mode only.")]
    public async Task Start_OnAReplicaThatIsPromoted_RecoversByItself()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using var redis = TestConnection.Create(TestConnection.Settings(replica));
        await redis.StartAsync(ClusterStartup.Degraded, Cancel);
        Assert.NotNull(redis.Outage);
        await using var admin = await replica.ConnectAsync();

        await admin.GetDatabase().ExecuteAsync("REPLICAOF", "NO", "ONE");

        await Eventually.TrueAsync(() => redis.Outage is null, "the server is a primary now");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a user that is not there")]
    public async Task Start_WithAWrongPassword_SaysSoAndNeverThePassword(string? user)
    {
        const string Password = "s3cr3t-but-wrong";
        await using var server = await RedisServer.StartAsync("--requirepass", "another");
        var log = new LogCapture();
        var settings = TestConnection.Settings(server) with { Password = Password, Username = user };

        await using var failing = TestConnection.Create(settings, log);
        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => failing.StartAsync(ClusterStartup.Fail, Cancel));
        await using var degraded = TestConnection.Create(settings, log);
        await degraded.StartAsync(ClusterStartup.Degraded, Cancel);

        Assert.Contains("WRONGPASS", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, exception.ToString(), StringComparison.Ordinal);
        Assert.Single(log.Of(1103));
        Assert.DoesNotContain(Password, log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, degraded.Outage!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [NotOn("garnet", "It has no maxmemory-policy.")]
    public async Task Start_OnAServerThatMayForget_WarnsOnce()
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru");
        var log = new LogCapture();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server), log);
        await using var admin = await server.ConnectAsync();

        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await Eventually.TrueAsync(() => redis.Current!.Number > 1 && redis.Outage is null, "the connection is made anew");

        Assert.Contains("allkeys-lru", Assert.Single(log.Of(1105)).Message, StringComparison.Ordinal);
        Assert.Single(log.Of(1106));
    }

    [Fact]
    public async Task Start_OnAServerThatKeepsEverything_WarnsOfNothing()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        var log = new LogCapture();

        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server), log);

        Assert.Empty(log.Of(1105).Concat(log.Of(1106)));
    }

    private static Task<TimeSpan> PingAsync(TestNode node) => node.Redis.RunAsync(
        0, static (generation, _) => generation.Database.PingAsync(), "ping", TimeSpan.FromSeconds(10), Cancel);
}
