using Clustering.Testing;
using StackExchange.Redis;

namespace StandIns.Tests.Transport;

public sealed class BackpressureTests
{
    [Fact]
    public async Task FireAndForget_TenThousandTimes_AllArrive()
    {
        RedisKey key = ClusterNames.New("standins");
        await using var redis = await Connect.SharedAsync(RedisProtocol.Resp3);
        var database = redis.GetDatabase();

        for (var i = 0; i < 10_000; i++)
        {
            await database.StringIncrementAsync(key, flags: CommandFlags.FireAndForget);
        }

        Assert.Equal(10_000, (long)await database.StringGetAsync(key));
        await database.KeyDeleteAsync(key);
    }

    [Fact]
    public async Task Batch_OfAThousandValues_IsWrittenWhole()
    {
        var name = ClusterNames.New("standins");
        await using var redis = await Connect.SharedAsync(RedisProtocol.Resp3);
        var batch = redis.GetDatabase().CreateBatch();

        var writes = Enumerable.Range(0, 1000).Select(i => batch.StringSetAsync($"{name}:{i}", new byte[5000], TimeSpan.FromMinutes(1))).ToArray();
        batch.Execute();

        Assert.All(await Task.WhenAll(writes), Assert.True);
    }

    [Fact]
    public async Task Writes_WhileTheServerReadsNothing_WaitAndThenArrive()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await server.ConnectAsync();

        // Far more than the kernel's buffers take.
        server.Pause();
        var writes = Enumerable.Range(0, 200).Select(_ => redis.GetDatabase().StringSetAsync("p", new byte[100_000], TimeSpan.FromMinutes(1))).ToArray();
        Assert.DoesNotContain(writes, write => write.IsCompleted);
        server.Continue();

        Assert.All(await Task.WhenAll(writes), Assert.True);
    }

    [Fact]
    public async Task Timeout_OfACommand_TellsTheStateOfThePool()
    {
        await using var server = await RedisServer.StartAsync();
        var options = server.Options();
        options.AsyncTimeout = 300;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);

        server.Pause();
        var exception = await Assert.ThrowsAsync<RedisTimeoutException>(() => redis.GetDatabase().StringGetAsync("k"));
        server.Continue();

        // The numbers of the pool that the stand-in provides.
        Assert.Contains("mgr:", exception.Message, StringComparison.Ordinal);
        await Eventually.SucceedsAsync(() => redis.GetDatabase().PingAsync());
    }
}
