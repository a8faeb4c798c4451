using Clustering.Testing;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>Servers that are not Redis as it comes, whatever kind the other tests run on.</summary>
public sealed class OtherServersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OnGarnetWithoutTransactionMode_IsRefusedAndNamesTheOption()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.GarnetWithoutTransactions);

        var refusal = await RefusalAsync(server);

        Assert.Contains("Its scripts are not atomic", refusal, StringComparison.Ordinal);
        Assert.Contains("Garnet needs the option --lua-transaction-mode.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnGarnetWithoutLua_IsRefusedAndNamesTheOptions()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.GarnetWithoutLua);

        var refusal = await RefusalAsync(server);

        Assert.Contains("It runs no Lua scripts", refusal, StringComparison.Ordinal);
        Assert.Contains("Garnet needs the options --lua --lua-transaction-mode.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnGarnetWithBoth_Starts()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Garnet);

        await using var redis = TestConnection.Create(TestConnection.Settings(server));
        await redis.StartAsync(ClusterStartup.Wait, Cancel).WaitAsync(Eventually.Limit, Cancel);

        Assert.Null(redis.Outage);
    }

    [Fact]
    public async Task Start_WithoutTheRightToReadTheConfiguration_StartsAndSaysNothing()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Secured, "--maxmemory-policy", "allkeys-lru");
        await server.AllowAsync("-config|get");
        var log = new LogCapture();

        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server), log);

        Assert.Empty(log.Of(1105).Concat(log.Of(1106)));
    }

    // A busy machine may not answer in time, which is another reason; a start that succeeds is what must never be.
    private static async Task<string> RefusalAsync(RedisServer server)
    {
        ClusterUnavailableException? refusal = null;
        await Eventually.TrueAsync(
            async () =>
            {
                await using var redis = TestConnection.Create(TestConnection.Settings(server));
                refusal = await Assert.ThrowsAsync<ClusterUnavailableException>(() => redis.StartAsync(ClusterStartup.Fail, Cancel));
                return refusal.InnerException is InvalidOperationException;
            },
            "the server is looked at");
        return refusal!.Message;
    }
}
