using System.Diagnostics;
using System.Globalization;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis.Sentinels;

/// <summary>The promises of <c>docs/sentinel.md</c>, attacked: real servers and sentinels, a node that writes all the time.</summary>
/// <remarks><c>CLUSTERING_FAILOVERS=20</c> makes the two tests that repeat themselves do it so often.</remarks>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
[Collection(Alone.Name)]
public sealed class SentinelFailoverTests(ITestOutputHelper output)
{
    private static readonly int Failovers =
        int.TryParse(Environment.GetEnvironmentVariable("CLUSTERING_FAILOVERS"), CultureInfo.InvariantCulture, out var runs) ? runs : 2;

    private static readonly TimeSpan DownAfter = new SentinelClusterOptions().DownAfter;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlannedFailover_UnderWrites_LosesNothingAndFailsNobody()
    {
        await using var sentinels = await SentinelCluster.StartAsync();
        for (var run = 1; run <= Failovers; run++)
        {
            var cluster = ClusterNames.New();
            await using var node = await TestNode.StartAsync(sentinels.Settings(cluster));
            await using var other = await TestNode.StartAsync(sentinels.Settings(cluster));
            await using var visitors = new CountingVisitors(node.Redis, cluster);
            await using var others = new CountingVisitors(other.Redis, cluster);
            await visitors.UntilAcknowledgedAsync(500);
            var former = await sentinels.PrimaryAsync();

            await sentinels.FailoverAsync();
            await sentinels.WaitForPrimaryAsync(former);
            foreach (var writers in (CountingVisitors[])[visitors, others])
            {
                await writers.UntilAcknowledgedAsync(500);
                await writers.StopAsync();
            }

            await using var primary = await sentinels.ConnectPrimaryAsync();
            foreach (var writers in (CountingVisitors[])[visitors, others])
            {
                output.WriteLine(
                    $"run {run}: {writers.Acknowledged:N0} acknowledged, {writers.Acknowledged - (await writers.FoundAsync(primary)).Sum()} lost, " +
                    $"{writers.Errors.Count} errors, longest wait {writers.LongestWait.TotalMilliseconds:0} ms");
                Assert.Empty(writers.Errors.Select(error => error.Error.ToString()));
                Assert.True(writers.Counts.SequenceEqual(await writers.FoundAsync(primary)), await TellAsync(sentinels, writers, writers == visitors ? node : other));
                Assert.InRange(writers.LongestWait, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            }

            await sentinels.WaitUntilWellAsync();
        }
    }

    [Fact]
    public async Task Crash_OfThePrimary_IsOverSoonAndLosesNothingAReplicaHad()
    {
        await using var sentinels = await SentinelCluster.StartAsync();
        for (var run = 1; run <= Failovers; run++)
        {
            var cluster = ClusterNames.New();
            await using var node = await TestNode.StartAsync(sentinels.Settings(cluster), null, ("spring.redis.timeout", "1s"));
            await using var visitors = new CountingVisitors(node.Redis, cluster);
            await visitors.UntilAcknowledgedAsync(500);

            // What is acknowledged by now, both replicas have.
            var before = visitors.Counts;
            await using (var primary = await sentinels.ConnectPrimaryAsync())
            {
                Assert.Equal(2, (long)await primary.GetDatabase().ExecuteAsync("WAIT", "2", "10000"));
            }

            var killed = await sentinels.KillPrimaryAsync();
            var died = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(() => visitors.LastAcknowledged > died + (Stopwatch.Frequency / 10), "writes are acknowledged again", TimeSpan.FromSeconds(40));
            var away = Stopwatch.GetElapsedTime(died, visitors.LastAcknowledged);
            await visitors.UntilAcknowledgedAsync(500);
            await visitors.StopAsync();

            await using var promoted = await sentinels.ConnectPrimaryAsync();
            var found = await visitors.FoundAsync(promoted);
            var slowest = visitors.Errors.Select(error => error.Took).DefaultIfEmpty().Max();
            output.WriteLine(
                $"run {run}: written again after {away.TotalMilliseconds:0} ms, {visitors.Acknowledged:N0} acknowledged, " +
                $"{visitors.Counts.Zip(found, (acknowledged, had) => Math.Max(0, acknowledged - had)).Sum()} lost, " +
                $"{visitors.Errors.Count} errors, the slowest after {slowest.TotalMilliseconds:0} ms");
            Assert.All(visitors.Errors, error => Assert.IsType<ClusterUnavailableException>(error.Error));
            Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
            Assert.All(before.Zip(found), counts => Assert.True(counts.Second >= counts.First, $"{counts.First} were safe, and {counts.Second} are there."));
            Assert.InRange(away, TimeSpan.Zero, DownAfter + TimeSpan.FromSeconds(2));

            await killed.RestartAsync();
            await sentinels.WaitUntilWellAsync();
        }
    }

    [Fact]
    public async Task Primary_ThatStopsAndGoesOn_GetsNoCommandAnyMore()
    {
        await using var sentinels = await SentinelCluster.StartAsync();
        var cluster = ClusterNames.New();
        await using var node = await TestNode.StartAsync(sentinels.Settings(cluster), null, ("spring.redis.timeout", "1s"));
        await using var visitors = new CountingVisitors(node.Redis, cluster);
        await visitors.UntilAcknowledgedAsync(500);
        var stale = await sentinels.PausePrimaryAsync();
        await sentinels.WaitForPrimaryAsync(stale);
        var stopped = visitors.Counts;
        await visitors.UntilAcknowledgedAsync(1_000);

        stale.Continue();

        // It takes itself for the primary until the sentinels tell it otherwise; all that time it is looked at.
        await using var admin = await ConnectionMultiplexer.ConnectAsync(stale.Options());
        for (var isPrimary = true; isPrimary;)
        {
            try
            {
                var found = await visitors.FoundAsync(admin);
                isPrimary = (string?)((RedisResult[])(await admin.GetDatabase().ExecuteAsync("ROLE"))!)[0] == "master";

                // One more each: what was under way when it stopped, and was never acknowledged.
                Assert.True(!isPrimary || found.Zip(stopped).All(counts => counts.First <= counts.Second + 1), "It has what was written after the failover.");
            }
            catch (RedisConnectionException)
            {
                // The sentinels have everybody hung up on when they make it a replica.
            }

            await Task.Delay(100, Cancel);
        }

        await visitors.StopAsync();
        await using var primary = await sentinels.ConnectPrimaryAsync();
        Assert.All(visitors.Counts.Zip(await visitors.FoundAsync(primary)), counts => Assert.True(counts.Second >= counts.First));
        Assert.NotEqual(stale, await sentinels.PrimaryAsync());
    }

    [Fact]
    public async Task Sentinels_ThatAreAllAway_LeaveTheNodesConnected()
    {
        await using var sentinels = await SentinelCluster.StartAsync();
        var cluster = ClusterNames.New();
        await using var node = await TestNode.StartAsync(sentinels.Settings(cluster));
        await using var visitors = new CountingVisitors(node.Redis, cluster);
        foreach (var sentinel in sentinels.Sentinels)
        {
            sentinel.Kill();
        }

        await node.Log.WaitForAsync(_ => node.Log.Of(1202).Count == sentinels.Sentinels.Count, "the node notices");
        await visitors.UntilAcknowledgedAsync(2_000);
        Assert.Empty(visitors.Errors);

        foreach (var sentinel in sentinels.Sentinels)
        {
            await sentinel.RestartAsync();
        }

        var former = await sentinels.WaitUntilWellAsync();
        await sentinels.FailoverAsync();
        await sentinels.WaitForPrimaryAsync(former);
        await visitors.UntilAcknowledgedAsync(500);
        await visitors.StopAsync();
        await using var primary = await sentinels.ConnectPrimaryAsync();
        Assert.Equal(visitors.Counts, await visitors.FoundAsync(primary));
    }

    [Fact]
    public async Task SentinelThatLeadsAFailover_KilledInTheMiddleOfIt_LosesNothing()
    {
        await using var sentinels = await SentinelCluster.StartAsync();
        var cluster = ClusterNames.New();
        await using var node = await TestNode.StartAsync(sentinels.Settings(cluster));
        await using var visitors = new CountingVisitors(node.Redis, cluster);
        await visitors.UntilAcknowledgedAsync(500);

        var leading = sentinels.LeaderAsync();
        await sentinels.FailoverAsync();
        (await leading).Kill();
        await visitors.UntilAcknowledgedAsync(500);

        // Whether the failover took place or not, in the end there is one primary that has everything.
        await sentinels.WaitUntilWellAsync();
        await visitors.UntilAcknowledgedAsync(500);
        await visitors.StopAsync();
        await using var primary = await sentinels.ConnectPrimaryAsync();
        output.WriteLine($"longest wait {visitors.LongestWait.TotalMilliseconds:0} ms, errors {visitors.Errors.Count}");
        Assert.Equal(visitors.Counts, await visitors.FoundAsync(primary));
    }

    [Fact]
    public async Task Failovers_TwiceWithinTenSeconds_LoseNothingAndFailNobody()
    {
        await using var sentinels = await SentinelCluster.StartAsync();
        var cluster = ClusterNames.New();
        await using var node = await TestNode.StartAsync(sentinels.Settings(cluster));
        await using var visitors = new CountingVisitors(node.Redis, cluster);
        var began = Stopwatch.GetTimestamp();
        for (var failover = 0; failover < 2; failover++)
        {
            await visitors.UntilAcknowledgedAsync(300);
            var former = await sentinels.PrimaryAsync();
            await sentinels.FailoverAsync();
            await sentinels.WaitForPrimaryAsync(former);
            if (failover == 0)
            {
                await sentinels.ExcludeAsync(former);
            }
        }

        var took = Stopwatch.GetElapsedTime(began);
        await visitors.UntilAcknowledgedAsync(300);
        await visitors.StopAsync();

        await using var primary = await sentinels.ConnectPrimaryAsync();
        output.WriteLine($"both within {took.TotalSeconds:0.0} s");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.True(visitors.Errors.Count == 0, $"{visitors.Errors.FirstOrDefault().Error}\n{await TellAsync(sentinels, visitors, node)}");
        Assert.Equal(visitors.Counts, await visitors.FoundAsync(primary));
    }

    [Fact]
    public async Task PlannedFailover_WithMinReplicasToWrite_LosesNothingAndFailsNobody()
    {
        await using var sentinels = await SentinelCluster.StartAsync(new() { RedisLines = ["min-replicas-to-write 1", "min-replicas-max-lag 10"] });
        var cluster = ClusterNames.New();
        await using var node = await TestNode.StartAsync(sentinels.Settings(cluster));
        await using var visitors = new CountingVisitors(node.Redis, cluster);
        await visitors.UntilAcknowledgedAsync(300);
        var former = await sentinels.PrimaryAsync();

        await sentinels.FailoverAsync();
        await sentinels.WaitForPrimaryAsync(former);
        await visitors.UntilAcknowledgedAsync(300);
        await visitors.StopAsync();

        await using var primary = await sentinels.ConnectPrimaryAsync();
        output.WriteLine($"longest wait {visitors.LongestWait.TotalMilliseconds:0} ms");
        Assert.Empty(visitors.Errors.Select(error => error.Error.ToString()));
        Assert.True(visitors.Counts.SequenceEqual(await visitors.FoundAsync(primary)), await TellAsync(sentinels, visitors, node));
    }

    // Where everything is, for whoever has to find out what was lost and why.
    private static async Task<string> TellAsync(SentinelCluster sentinels, CountingVisitors writers, TestNode node)
    {
        List<string> told = [$"acknowledged {string.Join(' ', writers.Counts)}, connected to {node.Redis.Target}"];
        foreach (var server in sentinels.Servers.Where(server => server is { IsRunning: true, IsPaused: false }))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Options());
            var role = (string?)((RedisResult[])(await connection.GetServers()[0].ExecuteAsync("ROLE"))!)[0];
            told.Add($"{server} ({role}) has {string.Join(' ', await writers.FoundAsync(connection))}; the test's endpoints there: {string.Join(' ', connection.GetEndPoints())}");
        }

        return string.Join('\n', [.. told, .. node.Log.Entries.Where(entry => entry.EventId.Id is >= 1100 and < 1300).Select(entry => entry.ToString()), sentinels.Output()]);
    }
}
