using System.Diagnostics;
using Clustering.Core.RedisTests.Redis;
using Clustering.Locks;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>Nodes that lock, wait, give up and hold on while connections break all the time: whatever happens, fences and history agree.</summary>
public sealed class LockStormTests
{
    private const int Nodes = 4;
    private const int WorkersOfANode = 3;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Locks_WhileConnectionsBreak_NeverOverlapAndStrandNobody()
    {
        await using var rig = await LockRig.StartAsync(Nodes, "6s");
        var history = new LockHistory();
        var began = Stopwatch.GetTimestamp();
        bool IsOver() => Stopwatch.GetElapsedTime(began) > Length;
        var working = Enumerable.Range(0, Nodes * WorkersOfANode).Select(worker => Task.Run(() => WorkAsync(rig.Locks(worker % Nodes), history, IsOver), Cancel)).ToArray();

        await ConnectionStorm.RageAsync(rig.Server, rig.Admin, rig.Wire, Nodes, IsOver);
        await Task.WhenAll(working).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await using var last = await rig.Locks(0).TryAcquireAsync("a", TimeSpan.FromSeconds(20), Cancel);

        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Count} locks");
        Assert.NotNull(last);
        Assert.True(history.Count > 20);
        Assert.Equal(0, history.Check());
    }

    private static async Task WorkAsync(IClusterLocks locks, LockHistory history, Func<bool> isOver)
    {
        while (!isOver())
        {
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 2_000)));
                var held = Random.Shared.Next(2) == 0
                    ? await locks.AcquireAsync("a", cancellationToken: patience.Token)
                    : await locks.TryAcquireAsync("a", TimeSpan.FromMilliseconds(Random.Shared.Next(1_000)), Cancel);
                if (held is not null)
                {
                    var hold = history.Begin(held);
                    await Task.Delay(Random.Shared.Next(10), Cancel); // Work that takes time.
                    hold.End();
                    await held.DisposeAsync();
                }
            }
            catch (Exception exception) when (exception is ClusterUnavailableException or OperationCanceledException)
            {
                await Task.Delay(20, Cancel); // Whoever is refused comes back a little later.
            }
        }
    }
}
