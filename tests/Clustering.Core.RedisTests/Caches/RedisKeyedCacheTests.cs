using Clustering.Caches;
using Clustering.Contracts.Caches;
using Clustering.Core.RedisTests.Redis;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>The contract of keyed caches, on two nodes over Redis, and what only that can show. After every test, nothing may be left that does not end by itself.</summary>
public sealed class RedisKeyedCacheTests : KeyedCacheContract
{
    private readonly string _cluster = ClusterNames.New("shelf");

    /// <summary>Stops the nodes and looks for keys without a time to live.</summary>
    /// <returns>A task that ends when all keys have been looked at.</returns>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, _cluster));
    }

    [Fact]
    public async Task Node_ThatMissedSomeKeys_DropsThoseAndKeepsTheOthers()
    {
        var wire = ((Cluster)Backend).Wire;
        var (first, second) = (Backend.Nodes[0], Backend.Nodes[1]);
        foreach (var key in (int[])[1, 2, 3])
        {
            await second.GetAsync(key, Cancel);
        }

        wire.Cut();
        Backend.Source.Change(1);
        Backend.Source.Change(2);
        await first.InvalidateAsync([1], Cancel);
        await first.InvalidateAsync([2], Cancel);
        Assert.True(second.TryGet(1, out _));
        wire.Restore();

        await Eventually.TrueAsync(() => !second.TryGet(1, out _) && !second.TryGet(2, out _), "it reads in the log what it missed");
        Assert.True(second.TryGet(3, out _));
        Assert.Equal(1, (await second.GetAsync(1, Cancel)).Edition);
    }

    private protected override async Task<ShelfBackend> StartAsync()
    {
        var cluster = new Cluster(_cluster);
        await cluster.StartAsync();
        return cluster;
    }

    private sealed class Cluster : ShelfBackend
    {
        private readonly TestNode[] _nodes;

        public Cluster(string name) => _nodes = [Create(SharedRedis.Settings(name)), Create(SharedRedis.AppAccess.Settings("127.0.0.1", Wire.Port, name))];

        public TcpProxy Wire { get; } = new(SharedRedis.Port);

        public override IReadOnlyList<IKeyedCache<int, Book>> Nodes => field ??= [.. _nodes.Select(node => node.Services.GetRequiredService<IKeyedCache<int, Book>>())];

        public Task StartAsync() => Task.WhenAll(_nodes.Select(node => node.StartAsync()));

        public override async ValueTask DisposeAsync()
        {
            foreach (var node in _nodes)
            {
                await node.StopAsync();
                await node.DisposeAsync();
            }

            await Wire.DisposeAsync();
        }

        private TestNode Create(Dictionary<string, string?> settings) => TestNode.Create(
            settings,
            cluster => cluster.AddKeyedCache<int, Book>(
                Name, (_, key, cancellationToken) => Source.ReadAsync(key, cancellationToken), options => options.Capacity = Capacity));
    }
}
