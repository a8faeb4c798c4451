using System.Diagnostics;
using Clustering.Caches;
using Clustering.Contracts.Caches;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>What caches cost, as the server counts it.</summary>
public sealed class CacheCostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task Heartbeat_Of200RegionsOn3Nodes_IsOneCommandForEachNode()
    {
        const int Regions = 200;
        await using var rig = await CacheRig.StartAsync(3, "1s", regions: Regions);
        for (var node = 0; node < 3; node++)
        {
            for (var i = 1; i < Regions; i++)
            {
                await rig.Node(node).Services.GetRequiredKeyedService<IStaticCache<Book>>($"more-{i}").GetAsync(Cancel);
            }
        }

        await rig.Server.ResetStatsAsync();
        var began = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await rig.Server.CommandStatsAsync())["evalsha"] >= 9, "three beats of each node");
        var stats = await rig.Server.CommandStatsAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

        TestContext.Current.TestOutputHelper?.WriteLine($"{seconds:0.0} s: {stats}");
        Assert.Equal(2 * stats["evalsha"], stats["pexpire"]);
        Assert.True(stats["hgetall"] <= 3, "Nothing moves, so positions are read once at the most.");
        Assert.InRange(stats["evalsha"] + stats["pexpire"] + stats["hget"] + stats["time"] + stats["zrangebyscore"], 1, 100 * seconds);
    }

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task Invalidate_WithThreeNodes_IsOneScriptAndOneMessage()
    {
        await using var rig = await CacheRig.StartAsync(3, "1m", "10m");
        await rig.InvalidateAsync();
        await rig.Server.ResetStatsAsync();

        for (var i = 0; i < 50; i++)
        {
            rig.Source.Change();
            await rig.Cache(i % 3).InvalidateAsync(Cancel);
        }

        for (var i = 0; i < 3; i++)
        {
            await rig.RightAsync(i);
        }

        var stats = await rig.Server.CommandStatsAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(stats.ToString());
        Assert.Equal((0, 0, 0), (stats["rpush"], stats["ltrim"], stats["del"])); // What makes all invalid is not in the log.

        // A few are the registry's, for nodes that have just found each other go on talking for a moment.
        Assert.InRange(stats["evalsha"], 50, 62);
        Assert.InRange(stats["publish"], 50, 62);
    }
}
