using Clustering.Caches;
using Clustering.Caches.Internal;
using Clustering.Contracts.Caches;
using Clustering.Core.RedisTests.Redis.Sentinels;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>Caches while the primary moves, under sentinels.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class CacheFailoverTests
{
    private const int Nodes = 2;

    private readonly BookSource _source = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashOfThePrimary_ThatForgetsAnInvalidationNobodyHasHeardOf_LeavesNobodyStale(bool sharedLoad)
    {
        await using var cluster = await SentinelCluster.StartAsync(new() { Replicas = 1 });
        await using var nodes = await StartAsync(cluster, sharedLoad);
        Assert.True((await Cache(nodes, 0).InvalidateAndWaitAsync(TimeSpan.FromMinutes(1), Cancel)).IsComplete);
        var primary = await cluster.PrimaryAsync();
        await LoseInvalidationAsync(cluster, primary);
        _source.Change();

        await cluster.KillPrimaryAsync();
        await nodes.FollowAsync(primary.Port);

        // Where the region is now, all have been before, and so has the book that one had loaded for all: both are of before the change.
        await Eventually.TrueAsync(() => Enumerable.Range(0, Nodes).All(node => Cache(nodes, node).Current.Edition == 1), "both read the change");
        _source.Change();
        await Eventually.SucceedsAsync(async () => Assert.True((await Cache(nodes, 1).InvalidateAndWaitAsync(TimeSpan.FromMinutes(1), Cancel)).IsComplete));
        Assert.All(Enumerable.Range(0, Nodes), node => Assert.Equal(2, Cache(nodes, node).Current.Edition));
    }

    [Fact]
    public async Task PlannedFailover_WhileNodesInvalidate_LosesNoInvalidation()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        await using var nodes = await StartAsync(cluster, sharedLoad: true);
        var former = await cluster.PrimaryAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var changing = Task.Run(
            async () =>
            {
                for (var node = 0; !stop.IsCancellationRequested; node = (node + 1) % Nodes)
                {
                    var edition = _source.Change();
                    var token = await Cache(nodes, node).InvalidateAsync(Cancel);
                    var other = Cache(nodes, Nodes - 1 - node);
                    await other.EnsureAtLeastAsync(token, Cancel);
                    Assert.True(other.Current.Edition >= edition);
                }
            },
            Cancel);

        await cluster.FailoverAsync();
        await cluster.WaitForPrimaryAsync(former);
        await nodes.FollowAsync(former.Port);
        await stop.CancelAsync();
        await changing;

        await Eventually.TrueAsync(() => Enumerable.Range(0, Nodes).All(node => Cache(nodes, node).Current.Edition == _source.Edition), "both read the last change");
    }

    private static IStaticCache<Book> Cache(SentinelNodes nodes, int node) => nodes.Get<IStaticCache<Book>>(node);

    // The primary has it, and neither its replica nor any node hears of it.
    private static async Task LoseInvalidationAsync(SentinelCluster cluster, RedisProcess primary)
    {
        var replica = cluster.Servers.Single(server => server != primary);
        await using var admin = await cluster.ConnectPrimaryAsync();
        await admin.GetDatabase().ExecuteAsync("WAIT", 1, 20_000);
        await using var deaf = await ConnectionMultiplexer.ConnectAsync(replica.Options());
        await deaf.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        await CacheRig.InvalidateUnheardAsync(admin.GetDatabase(), new CacheRegionKeys("test"));
    }

    private async Task<SentinelNodes> StartAsync(SentinelCluster cluster, bool sharedLoad)
    {
        var nodes = await SentinelNodes.StartAsync(cluster, Nodes, builder => builder.AddStaticCache<Book>(
            CacheBackend.Name, (_, cancellationToken) => _source.ReadAsync(cancellationToken), options => options.SharedLoad = sharedLoad));
        for (var node = 0; node < Nodes; node++)
        {
            await Cache(nodes, node).GetAsync(Cancel);
        }

        return nodes;
    }
}
