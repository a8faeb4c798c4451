using Clustering.Contracts.Locks;
using Clustering.Core.RedisTests.Redis;
using Clustering.Locks;
using Clustering.Locks.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>Two nodes over the shared Redis.</summary>
internal sealed class RedisLockBackend(string cluster, TestNode[] nodes) : LockBackend
{
    public override IReadOnlyList<IClusterLocks> Nodes { get; } = [.. nodes.Select(node => node.Services.GetRequiredService<IClusterLocks>())];

    public override IFenceGuard Guard => nodes[0].Services.GetRequiredService<IFenceGuard>();

    public override Task<long> WaitingAsync(string name) =>
        SharedRedis.Connection.GetDatabase().SortedSetLengthAsync(new LockKeys(cluster).Queue(name));

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }
    }
}
