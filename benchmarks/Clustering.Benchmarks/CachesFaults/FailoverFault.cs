using Clustering.Benchmarks.CachesLoad;
using Clustering.Caches.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Benchmarks.CachesFaults;

/// <summary>A primary is killed that has acknowledged an invalidation which neither the nodes nor its replica have heard of.</summary>
internal static class FailoverFault
{
    private static readonly SentinelClusterOptions Options = new() { Replicas = 1, DownAfter = TimeSpan.FromMilliseconds(500) };

    public static async Task<TimeSpan> RunAsync()
    {
        await using var cluster = await SentinelCluster.StartAsync(Options);
        var edition = 0;
        List<CachesNode> nodes = [];
        try
        {
            for (var i = 0; i < FaultRig.Nodes; i++)
            {
                nodes.Add(await CachesNode.StartAsync(cluster.Settings("benchmark"), () => Volatile.Read(ref edition)));
            }

            await nodes[0].Book.InvalidateAndWaitAsync(TimeSpan.FromSeconds(10)); // So that the replica knows the region.
            var primary = await cluster.PrimaryAsync();
            var replica = cluster.Servers.Single(server => server != primary);
            await using (var admin = await cluster.ConnectPrimaryAsync())
            {
                await admin.GetDatabase().ExecuteAsync("WAIT", 1, 5_000);
                await using var deaf = await ConnectionMultiplexer.ConnectAsync(replica.Options());
                await deaf.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", "1"); // Nobody is there.
                await FaultRig.MoveUnheardAsync(admin.GetDatabase(), new CacheRegionKeys("benchmark"));
            }

            Interlocked.Increment(ref edition);
            primary.Kill();
            await Eventually.TrueAsync(() => nodes.TrueForAll(node => node.Redis.Current!.EndPoint != primary.EndPoint), "the nodes have found the new primary");
            return await FaultRig.UntilRightAsync(nodes, edition, await FaultRig.UntilOpenAsync(nodes));
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }
}
