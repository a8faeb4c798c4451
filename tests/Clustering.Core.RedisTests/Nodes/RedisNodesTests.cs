using Clustering.Core.RedisTests.Redis;
using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using ClusterNode = Clustering.Nodes.ClusterNode;

namespace Clustering.Core.RedisTests.Nodes;

/// <summary>Who is in the cluster, as each of its nodes sees it.</summary>
public sealed class RedisNodesTests
{
    // A heartbeat so rare that only what is said at once can be seen.
    private static readonly (string, string)[] Rarely = [("Clustering:Nodes:Heartbeat", "1m"), ("Clustering:Nodes:Lease", "10m")];
    private static readonly (string, string)[] Often = [("Clustering:Nodes:Heartbeat", "100ms"), ("Clustering:Nodes:Lease", "10s")];

    private readonly string _cluster = ClusterNames.New("nodes");
    private readonly NodeKeys _keys;

    public RedisNodesTests() => _keys = new NodeKeys(_cluster, SharedRedis.AppAccess.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IDatabase Database => SharedRedis.Connection.GetDatabase();

    [Fact]
    public async Task Nodes_ThatStart_SeeEachOtherAtOnceByNameAndId()
    {
        await using var b = await StartAsync("b", Rarely);
        await using var a = await StartAsync("a", Rarely);
        await using var another = await StartAsync("b", Rarely);

        string[] expected = [a.Nodes.Self.Id, .. new[] { b.Nodes.Self.Id, another.Nodes.Self.Id }.Order(StringComparer.Ordinal)];
        foreach (var node in (TestNode[])[a, b, another])
        {
            await Eventually.TrueAsync(() => Ids(node.Nodes.Live).SequenceEqual(expected), "each node sees all three");
            Assert.Equal(expected, Ids(await node.Nodes.ListAsync(Cancel)));
            Assert.All(node.Nodes.Live, seen => Assert.Equal(ClusterNodeState.Ready, seen.State));
        }

        Assert.Equal(b.Nodes.Self, Assert.Single(a.Nodes.Live, seen => seen.Id == b.Nodes.Self.Id));
    }

    [Fact]
    public async Task Node_OfAnotherCluster_IsNotSeen()
    {
        await using var a = await StartAsync("a", Often);
        await using var stranger = await TestNode.StartAsync(SharedRedis.Settings(_cluster + "-2"), null, Often);
        await Eventually.TrueAsync(() => stranger.Nodes.Self.State == ClusterNodeState.Ready, "the other cluster has its node");

        Assert.Equal([a.Nodes.Self.Id], Ids(await a.Nodes.ListAsync(Cancel)));
    }

    [Fact]
    public async Task Node_ThatStops_IsGoneAtOnce()
    {
        await using var a = await StartAsync("a", Rarely);
        await using var b = await StartAsync("b", Rarely);
        await SeesAsync(a, 2);

        await b.StopAsync();

        await SeesAsync(a, 1);
        Assert.Single(b.Log.Of(1001));
        Assert.Equal([a.Nodes.Self.Id], Ids(await a.Nodes.ListAsync(Cancel)));
        Assert.False(await Database.HashExistsAsync(_keys.Records, b.Nodes.Self.Id));
    }

    [Fact]
    public async Task Node_StoppedWhileItStarts_EndsAndIsGone()
    {
        await using var a = await StartAsync("a", Rarely);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            var node = await StartAsync("b", Often);
            await node.StopAsync().WaitAsync(Eventually.Limit, Cancel);
            await node.DisposeAsync().AsTask().WaitAsync(Eventually.Limit, Cancel);
            Assert.DoesNotContain(node.Log.Entries, entry => entry.Level >= LogLevel.Error);
        }, Cancel)));

        await SeesAsync(a, 1);
        Assert.Equal([a.Nodes.Self.Id], Ids(await a.Nodes.ListAsync(Cancel)));
    }

    [Fact]
    public async Task Node_DisposedWithoutStopping_BeatsNoMore()
    {
        await using var server = await RedisServer.StartAsync();
        var node = await TestNode.StartAsync(server.Settings("test"), null, Often);
        await Eventually.TrueAsync(() => node.Nodes.Self.State == ClusterNodeState.Ready, "the node is up");

        await node.DisposeAsync().AsTask().WaitAsync(Eventually.Limit, Cancel);

        await Eventually.TrueAsync(async () => (await ClientsAsync(server)) == 0, "its connections are closed");
        Assert.Empty(node.Log.Of(1004));
    }

    [Fact]
    public async Task Node_ThatDies_IsGoneWhenItsLeaseEndsByTheServersClock()
    {
        await using var a = await StartAsync("a", Often);
        var b = await StartAsync("b", [("Clustering:Nodes:Heartbeat", "100ms"), ("Clustering:Nodes:Lease", "1s")]);
        await SeesAsync(a, 2);
        var id = b.Nodes.Self.Id;

        await b.DisposeAsync(); // Says nothing to anybody, as a killed process.
        var leaseEnds = (await Database.SortedSetScoreAsync(_keys.Leases, id))!.Value;

        await SeesAsync(a, 1);
        Assert.True(await ServerMillisecondsAsync() >= leaseEnds);
    }

    [Fact]
    public async Task Nodes_WhoseClocksAreWrong_AgreeOnWhoLives()
    {
        await using var early = await StartAsync("early", Often, cluster => cluster.Services.AddSingleton<TimeProvider>(new WrongClock(-TimeSpan.FromDays(1))));
        await using var late = await StartAsync("late", Often, cluster => cluster.Services.AddSingleton<TimeProvider>(new WrongClock(TimeSpan.FromDays(1))));
        await using var right = await StartAsync("right", Often);

        foreach (var node in (TestNode[])[early, late, right])
        {
            await SeesAsync(node, 3);
        }
    }

    [Fact]
    public async Task Nodes_AfterTheServerForgotEverything_AreThereAgainWithTheNextBeat()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await TestNode.StartAsync(server.Settings("test"), null, [.. Often, ("Clustering:Nodes:Name", "a")]);
        await using var b = await TestNode.StartAsync(server.Settings("test"), null, [.. Often, ("Clustering:Nodes:Name", "b")]);
        await SeesAsync(a, 2);
        await using var admin = await server.ConnectAsync();

        await admin.GetServers()[0].FlushAllDatabasesAsync();

        await Eventually.TrueAsync(async () => (await a.Nodes.ListAsync(Cancel)).Count == 2, "both nodes beat again");
        await SeesAsync(a, 2);
        await SeesAsync(b, 2);
    }

    [Fact]
    public async Task Nodes_AfterTheServerWasRestarted_AreThereAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await TestNode.StartAsync(server.Settings("test"), null, [.. Often, ("Clustering:Nodes:Name", "a")]);
        await using var b = await TestNode.StartAsync(server.Settings("test"), null, [.. Often, ("Clustering:Nodes:Name", "b")]);
        await SeesAsync(a, 2);

        server.Kill();
        await Eventually.TrueAsync(() => a.Redis.Outage is not null, "the loss is noticed");
        await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await a.Nodes.ListAsync(Cancel));
        await Eventually.TrueAsync(() => a.Log.Of(1003).Count == 1, "the heartbeat says once that it was not heard");
        Assert.Equal(2, a.Nodes.Live.Count);
        await server.RestartAsync();

        await Eventually.SucceedsAsync(async () => Assert.Equal(2, (await a.Nodes.ListAsync(Cancel)).Count));
        Assert.Single(a.Log.Of(1003));
    }

    [Fact]
    public async Task Node_WhoseMessageWasNotHeard_IsSeenWithTheNextBeat()
    {
        await using var a = await StartAsync("a", Often);
        await SeesAsync(a, 1);

        await AddAsync("b", NodeRecord.Write(new("b", "b", null, null, "1", DateTimeOffset.UtcNow, ClusterNodeState.Ready)));

        await SeesAsync(a, 2);
    }

    [Fact]
    public async Task Node_WithAnUnreadableRecord_IsLeftOutAndReportedOnce()
    {
        await using var a = await StartAsync("a", Often);
        await AddAsync("newer", [0xC1, 0x00]);
        await AddAsync("b", NodeRecord.Write(new("b", "b", null, null, "1", DateTimeOffset.UtcNow, ClusterNodeState.Ready)));
        await SeesAsync(a, 2);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([a.Nodes.Self.Id, "b"], Ids(await a.Nodes.ListAsync(Cancel)));
        }

        Assert.Contains("newer", Assert.Single(a.Log.Of(1005)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_LongDead_IsForgotten()
    {
        await using var a = await StartAsync("a", Often);
        await AddAsync("b", [0], ends: DateTimeOffset.UtcNow.AddHours(-1));

        await Eventually.TrueAsync(async () => !await Database.HashExistsAsync(_keys.Records, "b"), "a beat clears away what is long dead");
        Assert.Null(await Database.SortedSetScoreAsync(_keys.Leases, "b"));
    }

    [Fact]
    public async Task Keys_OfTheRegistry_HaveATimeToLive()
    {
        await using var a = await StartAsync("a", Often);
        await Eventually.TrueAsync(() => a.Nodes.Self.State == ClusterNodeState.Ready, "the node is in the registry");

        Assert.Equal([_keys.Records.ToString(), _keys.Leases.ToString()], await KeySweep.AllAsync(SharedRedis.Connection, _cluster));
        Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, _cluster));
    }

    [Fact]
    public async Task Self_BeforeTheClusterIsReached_IsJoiningAndThenReady()
    {
        await using var server = await RedisServer.StartAsync();
        server.Kill();
        await using var node = await TestNode.StartAsync(server.Settings("test"), null, Often);
        Assert.Equal(ClusterNodeState.Joining, node.Nodes.Self.State);
        Assert.Equal([node.Nodes.Self], node.Nodes.Live);

        await server.RestartAsync();

        await Eventually.TrueAsync(
            () => node.Nodes.Self.State == ClusterNodeState.Ready && node.Nodes.Live.SequenceEqual([node.Nodes.Self]), "the node has joined");
    }

    [Fact]
    public async Task Stop_WhileRedisIsAway_EndsAndSaysThatNobodyHeard()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await TestNode.StartAsync(server.Settings("test"), null, Often);
        server.Kill();

        await node.StopAsync();

        Assert.Single(node.Log.Of(1002));
    }

    private static async Task<int> ClientsAsync(RedisServer server)
    {
        await using var admin = await server.ConnectAsync();
        return (await admin.GetServers()[0].ClientListAsync()).Count(client => client.Name != "test");
    }

    private static IEnumerable<string> Ids(IEnumerable<ClusterNode> nodes) => nodes.Select(node => node.Id);

    private static Task SeesAsync(TestNode node, int count) =>
        Eventually.TrueAsync(() => node.Nodes.Live.Count == count, $"{node.Nodes.Self.Name} sees {count} nodes");

    private static async Task<long> ServerMillisecondsAsync()
    {
        var time = (RedisResult[])(await Database.ExecuteAsync("TIME"))!;
        return ((long)time[0] * 1000) + ((long)time[1] / 1000);
    }

    private Task<TestNode> StartAsync(string name, (string, string)[] more, Action<IClusterBuilder>? build = null) =>
        TestNode.StartAsync(SharedRedis.Settings(_cluster), build, [.. more, ("Clustering:Nodes:Name", name)]);

    private async Task AddAsync(string id, byte[] record, DateTimeOffset? ends = null)
    {
        await Database.HashSetAsync(_keys.Records, id, record);
        await Database.SortedSetAddAsync(_keys.Leases, id, (ends ?? DateTimeOffset.UtcNow.AddMinutes(5)).ToUnixTimeMilliseconds());
    }

    private sealed class WrongClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
