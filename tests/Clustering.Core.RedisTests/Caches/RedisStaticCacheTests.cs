using Clustering.Caches;
using Clustering.Contracts.Caches;
using Clustering.Core.RedisTests.Redis;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>The contract of static caches, on two nodes over Redis. After every test, nothing may be left that does not end by itself.</summary>
public sealed class RedisStaticCacheTests : StaticCacheContract
{
    private readonly string _cluster = ClusterNames.New("caches");

    /// <summary>Stops the nodes and looks for keys without a time to live.</summary>
    /// <returns>A task that ends when all keys have been looked at.</returns>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, _cluster));
    }

    private protected override async Task<CacheBackend> StartAsync()
    {
        var cluster = new Cluster(_cluster);
        await cluster.StartAsync();
        return cluster;
    }

    private sealed class Cluster : CacheBackend
    {
        private readonly TestNode[] _nodes;

        public Cluster(string name) => _nodes = [.. Enumerable.Range(0, 2).Select(_ => TestNode.Create(
            SharedRedis.Settings(name), cluster => cluster.AddStaticCache(Name, (_, cancellationToken) => Source.ReadAsync(cancellationToken))))];

        public override IReadOnlyList<IStaticCache<Book>> Nodes => field ??= [.. _nodes.Select(node => node.Services.GetRequiredService<IStaticCache<Book>>())];

        public override ICacheRegions Regions => _nodes[0].Services.GetRequiredService<ICacheRegions>();

        public Task StartAsync() => Task.WhenAll(_nodes.Select(node => node.StartAsync()));

        public override async ValueTask DisposeAsync()
        {
            foreach (var node in _nodes)
            {
                await node.StopAsync();
                await node.DisposeAsync();
            }
        }
    }
}
