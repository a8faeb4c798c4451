using System.Diagnostics;
using Clustering.Core.RedisTests.Locks;
using Clustering.Core.RedisTests.Redis;
using Clustering.Reservations;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Reservations;

/// <summary>Nodes that hold and let go while connections break all the time: whatever happens, fences and history agree.</summary>
public sealed class ReservationStormTests
{
    private const int Nodes = 3;
    private const int WorkersOfANode = 3;

    private static readonly ReservationResource Document = new("document", "a");
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handles_WhileConnectionsBreak_NeverOverlapAndBlockForALeaseAtTheMost()
    {
        await using var rig = await ReservationRig.StartAsync(Nodes, [("Clustering:Reservations:Lease", "3s"), ("Clustering:Reservations:SweepEvery", "200ms")]);
        var history = new LockHistory();
        var began = Stopwatch.GetTimestamp();
        bool IsOver() => Stopwatch.GetElapsedTime(began) > Length;
        var working = Enumerable.Range(0, Nodes * WorkersOfANode)
            .Select(worker => Task.Run(() => WorkAsync(rig.Reservations(worker % Nodes), new($"user-{worker}"), history, IsOver), Cancel)).ToArray();

        await ConnectionStorm.RageAsync(rig.Server, rig.Admin, rig.Wire, Nodes, IsOver);
        await Task.WhenAll(working).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await Eventually.TrueAsync(
            async () => (await rig.Reservations(0).TryReserveAsync(Document, new("last"), ReservationLifetime.Fixed(TimeSpan.FromMinutes(1)), null, Cancel)).IsGranted,
            "it is free in the end");

        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Count} handles");
        Assert.True(history.Count > 20, $"Only {history.Count} handles.");
        Assert.Equal(0, history.Check());
        Assert.Empty(await KeySweep.WithoutTtlAsync(rig.Admin, "test"));
    }

    private static async Task WorkAsync(IReservations reservations, ReservationOwner owner, LockHistory history, Func<bool> isOver)
    {
        while (!isOver())
        {
            try
            {
                var hold = await reservations.TryHoldAsync(Document, owner, null, Cancel);
                if (hold.IsGranted)
                {
                    var noted = history.Begin(hold.Handle.Fence, hold.Handle.Lost);
                    await Task.Delay(Random.Shared.Next(10), Cancel); // Work that takes time.
                    noted.End();
                    await hold.Handle.DisposeAsync();
                }

                await Task.Delay(Random.Shared.Next(10), Cancel); // A visitor who tries again.
            }
            catch (Exception exception) when (exception is ClusterUnavailableException || (exception is OperationCanceledException && !Cancel.IsCancellationRequested))
            {
                await Task.Delay(20, Cancel); // Whoever is refused comes back a little later.
            }
        }
    }
}
