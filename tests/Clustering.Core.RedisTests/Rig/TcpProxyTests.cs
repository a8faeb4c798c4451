using System.Diagnostics;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Rig;

public sealed class TcpProxyTests
{
    [Fact]
    public async Task Cut_ThenRestore_TheConnectionFailsAndComesBack()
    {
        await using var wire = new TcpProxy(SharedRedis.Port);
        await using var connection = await ConnectAsync(wire);

        wire.Cut();
        await LostConnection.EndsAsync(connection.GetDatabase().PingAsync());
        await Eventually.TrueAsync(() => wire.Connections == 0, "both ends have noticed the cut");
        wire.Restore();

        await Eventually.SucceedsAsync(() => connection.GetDatabase().PingAsync());
    }

    [Fact]
    public async Task Blackhole_WhileSet_HoldsTheReplyBackAndLosesNothing()
    {
        await using var wire = new TcpProxy(SharedRedis.Port);
        await using var connection = await ConnectAsync(wire);

        wire.Blackhole = true;
        var ping = connection.GetDatabase().PingAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => ping.WaitAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken));
        wire.Blackhole = false;

        await ping;
    }

    [Fact]
    public async Task Delay_WithManyCommandsAtOnce_AddsLatencyAndKeepsThroughput()
    {
        await using var wire = new TcpProxy(SharedRedis.Port);
        await using var connection = await ConnectAsync(wire);
        wire.Delay = TimeSpan.FromMilliseconds(50);

        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => connection.GetDatabase().PingAsync()));

        // There and back; one after the other they would have taken ten seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 100, 5000);
    }

    [Fact]
    public async Task Bytes_AfterALargeValue_AreCountedBothWays()
    {
        await using var wire = new TcpProxy(SharedRedis.Port);
        await using var connection = await ConnectAsync(wire);
        RedisKey key = ClusterNames.New();
        var (sent, received) = (wire.BytesToServer, wire.BytesToClient);

        await connection.GetDatabase().StringSetAsync(key, new byte[50_000], TimeSpan.FromMinutes(1));
        await connection.GetDatabase().StringGetAsync(key);

        Assert.InRange(wire.BytesToServer - sent, 50_000, 55_000);
        Assert.InRange(wire.BytesToClient - received, 50_000, 55_000);
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(TcpProxy wire)
    {
        var options = SharedRedis.Options();
        options.EndPoints.Clear();
        options.EndPoints.Add(wire.EndPoint);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
        options.ReconnectRetryPolicy = new LinearRetry(100);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
