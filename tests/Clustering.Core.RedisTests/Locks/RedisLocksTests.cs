using Clustering.Contracts.Locks;
using Clustering.Core.RedisTests.Redis;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>The contract of locks, on two nodes over Redis. After every test, nothing may be left that does not end by itself.</summary>
public sealed class RedisLocksTests : LocksContract
{
    private readonly string _cluster = ClusterNames.New("locks");

    private protected override int RandomSequences => 1_000;

    private protected override int RandomLanes => 16;

    /// <summary>Stops the nodes and looks for keys without a time to live.</summary>
    /// <returns>A task that ends when all keys have been looked at.</returns>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, _cluster));
    }

    private protected override async Task<LockBackend> StartAsync()
    {
        var nodes = new[] { TestNode.Create(SharedRedis.Settings(_cluster)), TestNode.Create(SharedRedis.Settings(_cluster)) };
        await Task.WhenAll(nodes.Select(node => node.StartAsync()));

        // Only who is in the registry gets a lock handed over, and only who knows the other can name it.
        await Eventually.TrueAsync(() => nodes.All(node => node.Nodes.Live.Count == 2), "the nodes know each other");
        return new RedisLockBackend(_cluster, nodes);
    }
}
