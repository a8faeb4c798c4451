using Clustering.Core.RedisTests.Redis.Sentinels;
using Clustering.Locks;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>Locks while the primary moves, under sentinels: by plan nothing is lost, by a crash perhaps the newest, and fences tell.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class LockFailoverTests
{
    private const int Nodes = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlannedFailover_LosesNoLockAndNoPlaceInLine()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        await using var nodes = await StartAsync(cluster);
        var former = await cluster.PrimaryAsync();
        var held = await nodes.Get<IClusterLocks>(0).AcquireAsync("kept", cancellationToken: Cancel);
        var waiting = nodes.Get<IClusterLocks>(1).AcquireAsync("kept", cancellationToken: Cancel).AsTask();
        var (history, working, stop) = Work(nodes);

        await Eventually.TrueAsync(() => history.Count > 20, "locks come and go");
        await cluster.FailoverAsync();
        await cluster.WaitForPrimaryAsync(former);
        await nodes.FollowAsync(former.Port);
        var before = history.Count;
        await Eventually.TrueAsync(() => history.Count > before + 20, "locks come and go again");
        await stop.CancelAsync();
        await Task.WhenAll(working).WaitAsync(Eventually.Limit, Cancel);

        Assert.Equal(0, history.Check());
        Assert.True(held.IsHeld, $"Lost: {held.Loss}; {(await nodes.Get<IClusterLocks>(1).FindHolderAsync("kept", Cancel))}; fence {held.Fence}\n{nodes.Log}");
        Assert.False(waiting.IsCompleted);
        Assert.True(await held.ReleaseAsync(Cancel));
        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);
        Assert.True(next.Fence > held.Fence);
    }

    [Fact]
    public async Task CrashOfThePrimary_StrandsNobodyAndFencesTellWhoIsLater()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        await using var nodes = await StartAsync(cluster);
        var (history, working, stop) = Work(nodes);

        await Eventually.TrueAsync(() => history.Count > 20, "locks come and go");
        var former = await cluster.KillPrimaryAsync();
        await cluster.WaitForPrimaryAsync(former);
        await nodes.FollowAsync(former.Port);
        var before = history.Count;
        await Eventually.TrueAsync(() => history.Count > before + 20, "locks come and go again", TimeSpan.FromSeconds(40));
        await stop.CancelAsync();
        await Task.WhenAll(working).WaitAsync(Eventually.Limit, Cancel);

        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Count} locks, of which {history.Check()} overlap the one before");
    }

    private static Task<SentinelNodes> StartAsync(SentinelCluster cluster) =>
        SentinelNodes.StartAsync(cluster, Nodes, ("Clustering:Locks:Lease", "6s"), ("Clustering:Locks:RenewEvery", "1s"));

    private static (LockHistory History, Task[] Working, CancellationTokenSource Stop) Work(SentinelNodes nodes)
    {
        var history = new LockHistory();
        var stop = new CancellationTokenSource();
        return (
            history,
            [.. Enumerable.Range(0, 2 * Nodes).Select(worker => Task.Run(() => WorkAsync(nodes.Get<IClusterLocks>(worker % Nodes), history, stop.Token), Cancel))],
            stop);
    }

    private static async Task WorkAsync(IClusterLocks locks, LockHistory history, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var held = await locks.TryAcquireAsync("busy", TimeSpan.FromSeconds(5), Cancel);
                if (held is not null)
                {
                    var hold = history.Begin(held);
                    await Task.Delay(5, Cancel); // Work that takes time.
                    hold.End();
                }
            }
            catch (ClusterUnavailableException)
            {
                await Task.Delay(20, Cancel); // Whoever is refused comes back a little later.
            }
        }
    }
}
