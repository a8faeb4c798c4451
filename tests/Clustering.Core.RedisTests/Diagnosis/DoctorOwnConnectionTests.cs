using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Where only the app knows how to connect, the doctor asks over its connection.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorOwnConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExamineAsync_OverTheAppsOwnConnection_FindsWhatTheServerIs()
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru", "--requirepass", "s3cr3t");
        var options = server.Options();
        options.DefaultDatabase = 2;
        await using var own = await ConnectionMultiplexer.ConnectAsync(options);
        await using var node = await TestNode.StartAsync(new() { ["Clustering:Name"] = "own" }, cluster => cluster.UseConnection(own));

        var diagnosis = await node.Services.GetRequiredService<IClusterDoctor>().ExamineAsync(Cancel);

        diagnosis.AssertFinding("redis.connection", ClusterFindingStatus.Passed, $"It is connected to {server.EndPoint}.");
        diagnosis.AssertFinding("redis.database", ClusterFindingStatus.Passed, "It is 2, as the app's connection has it.");
        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Passed, "It is a primary.");
        diagnosis.AssertFinding("redis.version", ClusterFindingStatus.Passed, "It is Redis ");
        diagnosis.AssertFinding("redis.eviction", ClusterFindingStatus.Warning, "allkeys-lru");
        diagnosis.AssertFinding("redis.clock", ClusterFindingStatus.Passed, "agree");
        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Passed, "The user default");
        Assert.True(own.IsConnected);
        Assert.Equal(2, own.GetDatabase().Database);
    }

    [Fact]
    public async Task ExamineAsync_WhileTheAppsOwnConnectionIsAway_SaysSinceWhen()
    {
        await using var server = await RedisServer.StartAsync();
        await using var own = await server.ConnectAsync();
        await using var node = await TestNode.StartAsync(new() { ["Clustering:Name"] = "own" }, cluster => cluster.UseConnection(own));
        server.Kill();
        await Eventually.TrueAsync(() => node.Redis.Outage is not null, "the outage is noticed");

        var diagnosis = await node.Services.GetRequiredService<IClusterDoctor>().ExamineAsync(Cancel);

        diagnosis.AssertFinding("redis.connection", ClusterFindingStatus.Failed, " s ago", "the app's own connection");
        diagnosis.AssertEndsAt("redis.connection");
    }

    [Fact]
    public async Task ExamineAsync_ThroughATunnelOfTheApps_AsksOverItsConnection()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await TestNode.StartAsync(
            server.Settings("test"), static cluster => cluster.ConfigureRedis(static options => options.Tunnel = new NoTunnel()));

        var diagnosis = await node.Services.GetRequiredService<IClusterDoctor>().ExamineAsync(Cancel);

        diagnosis.AssertFinding("redis.connection", ClusterFindingStatus.Passed, "It is connected to ");
        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Check == "redis.tcp");
    }

    // One that leads straight there.
    private sealed class NoTunnel : StackExchange.Redis.Configuration.Tunnel;
}
