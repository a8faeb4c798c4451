using Clustering.Redis.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>A script reaches a server that does not know it, whatever made it so.</summary>
public sealed class RedisScriptTests
{
    private static readonly RedisScript Script = new("session-load.lua");

    [Fact]
    public async Task Run_AgainAndAgain_SendsTheTextOnceAndThenTheHash()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        await AssertRunsAsync(connection);
        await server.ResetStatsAsync();

        await AssertRunsAsync(connection);
        await AssertRunsAsync(connection);

        var stats = await server.CommandStatsAsync();
        Assert.Equal(2, stats["evalsha"]);
        Assert.Equal(0, stats["eval"] + stats["script|load"]);
    }

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task Run_AfterScriptFlush_RunsOnce()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        await AssertRunsAsync(connection);

        await connection.GetServer(server.EndPoint).ScriptFlushAsync();
        await server.ResetStatsAsync();
        await AssertRunsAsync(connection);

        Assert.Equal(1, (await server.CommandStatsAsync())["hmget"]);
    }

    [Fact]
    public async Task Run_AfterTheServerWasRestarted_Runs()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        await AssertRunsAsync(connection);

        await server.RestartAsync();
        await Eventually.TrueAsync(() => connection.IsConnected, "the server is back");

        await AssertRunsAsync(connection);
    }

    // It finds no session, which is an answer that only the script itself can give.
    private static async Task AssertRunsAsync(IConnectionMultiplexer connection)
    {
        var reply = (RedisValue[])(await Script.RunAsync(
            connection.GetDatabase(), ["session", "revoked", "session"], ["", 60_000, 1_200_000, "", "id"]))!;
        Assert.Equal(0, (int)reply[0]);
    }
}
