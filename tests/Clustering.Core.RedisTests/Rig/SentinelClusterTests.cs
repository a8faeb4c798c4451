using System.Diagnostics;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Rig;

public sealed class SentinelClusterTests
{
    [Fact]
    public async Task Start_ByDefault_IsAPrimaryWithTwoReplicasAndThreeSentinelsThatKnowAll()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        await using var connection = await cluster.ConnectPrimaryAsync();

        Assert.Same(cluster.Servers[0], await cluster.PrimaryAsync());
        Assert.Equal(2, await OnlineReplicasAsync(connection));
        foreach (var sentinel in cluster.Sentinels)
        {
            var reply = await sentinel.Access.AskAsync("SENTINEL", "CKQUORUM", cluster.MasterName);
            Assert.StartsWith("OK 3 usable Sentinels", reply?.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Primary_WhileAMinorityOfTheSentinelsIsAway_IsStillKnown()
    {
        await using var cluster = await SentinelCluster.StartAsync();

        cluster.Sentinels[0].Pause();
        Assert.Same(cluster.Servers[0], await cluster.PrimaryAsync());
        cluster.Sentinels[0].Continue();
        cluster.Sentinels[1].Kill();
        Assert.Same(cluster.Servers[0], await cluster.PrimaryAsync());
        await cluster.Sentinels[1].RestartAsync();

        Assert.Same(cluster.Servers[0], await cluster.WaitUntilWellAsync());
    }

    [Fact]
    public async Task Start_WithALineRedisDoesNotKnow_SaysWhatRedisWrote()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SentinelCluster.StartAsync(new() { SentinelLines = ["no-such-line 1"] }));

        Assert.Contains("no-such-line", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WithAFrozenAndADeadProcess_EndsAllAndRemovesTheirFolders()
    {
        var cluster = await SentinelCluster.StartAsync();
        cluster.Servers[0].Pause();
        cluster.Sentinels[0].Pause();
        cluster.Sentinels[1].Kill();
        var all = cluster.Servers.Concat(cluster.Sentinels).ToList();
        var running = all.Where(process => process.IsRunning).Select(process => process.ProcessId).ToList();

        await cluster.DisposeAsync();

        Assert.Equal(5, running.Count);
        Assert.All(running, id => Assert.Throws<ArgumentException>(() => Process.GetProcessById(id)));
        Assert.DoesNotContain(all, process => Directory.Exists(process.Folder));
        Assert.False(File.Exists(cluster.Certificates.KeyFile));
    }

    [Fact]
    public async Task Output_OfAllProcesses_HasWhatTheyLogged()
    {
        await using var cluster = await SentinelCluster.StartAsync();

        Assert.Contains($"=== redis-server of {cluster.Servers[2].EndPoint}", cluster.Output(), StringComparison.Ordinal);
        Assert.Contains($"+monitor master {cluster.MasterName}", cluster.Output(), StringComparison.Ordinal);
    }

    private static async Task<int> OnlineReplicasAsync(IConnectionMultiplexer connection)
    {
        var replication = await connection.GetServers()[0].InfoAsync("replication");
        return replication[0].Count(entry => entry.Value.Contains("state=online", StringComparison.Ordinal));
    }
}
