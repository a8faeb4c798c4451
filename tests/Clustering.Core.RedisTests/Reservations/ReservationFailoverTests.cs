using System.Collections.Concurrent;
using Clustering.Core.RedisTests.Locks;
using Clustering.Core.RedisTests.Redis.Sentinels;
using Clustering.Reservations;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Reservations;

/// <summary>Reservations while the primary moves, under sentinels: by plan nothing is lost, by a crash perhaps the newest, and fences tell.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class ReservationFailoverTests
{
    private const int Nodes = 2;

    private static readonly ReservationOwner Anna = new("anna");
    private static readonly ReservationLifetime Hour = ReservationLifetime.Fixed(TimeSpan.FromHours(1));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlannedFailover_UnderReservations_LosesNoneAndFailsNobody()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        await using var nodes = await SentinelNodes.StartAsync(cluster, Nodes, ("Clustering:Reservations:Lease", "6s"));
        var former = await cluster.PrimaryAsync();
        var kept = await nodes.Get<IReservations>(0).TryHoldAsync(new("document", "kept"), Anna, null, Cancel);
        var reserved = new ConcurrentDictionary<ReservationResource, Reservation?>();
        using var stop = new CancellationTokenSource();
        Task[] working = [.. Enumerable.Range(0, 2 * Nodes).Select(worker => Task.Run(() => WorkAsync(nodes.Get<IReservations>(worker % Nodes), worker, reserved, stop.Token), Cancel))];

        await Eventually.TrueAsync(() => reserved.Count > 100, "documents are reserved");
        await cluster.FailoverAsync();
        await cluster.WaitForPrimaryAsync(former);
        await nodes.FollowAsync(former.Port);
        var before = reserved.Count;
        await Eventually.TrueAsync(() => reserved.Count > before + 100, "documents are reserved again");
        await stop.CancelAsync();
        await Task.WhenAll(working).WaitAsync(Eventually.Limit, Cancel);

        foreach (var some in reserved.Chunk(1000))
        {
            var found = await nodes.Get<IReservations>(1).FindAllAsync([.. some.Select(one => one.Key)], Cancel);
            Assert.All(some, one => Assert.Equal(one.Value?.Fence, found.GetValueOrDefault(one.Key)?.Fence));
        }

        Assert.True(kept.Handle!.IsHeld, $"Lost: {kept.Handle.Loss}\n{nodes.Log}");
        Assert.Equal(kept.Handle.Fence, (await nodes.Get<IReservations>(1).FindAsync(new("document", "kept"), Cancel))!.Fence);
        await kept.Handle.DisposeAsync();
    }

    [Fact]
    public async Task CrashOfThePrimary_TellsEachHolderAndFencesTellWhoIsLater()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        await using var nodes = await SentinelNodes.StartAsync(cluster, Nodes, ("Clustering:Reservations:Lease", "6s"));
        var history = new LockHistory();
        using var stop = new CancellationTokenSource();
        Task[] working = [.. Enumerable.Range(0, 2 * Nodes).Select(worker => Task.Run(() => HoldAsync(nodes.Get<IReservations>(worker % Nodes), worker, history, stop.Token), Cancel))];

        await Eventually.TrueAsync(() => history.Count > 20, "the document goes from hand to hand");
        var former = await cluster.KillPrimaryAsync();
        await cluster.WaitForPrimaryAsync(former);
        await nodes.FollowAsync(former.Port);
        var before = history.Count;
        await Eventually.TrueAsync(() => history.Count > before + 20, "the document goes from hand to hand again", TimeSpan.FromSeconds(40));
        await stop.CancelAsync();
        await Task.WhenAll(working).WaitAsync(Eventually.Limit, Cancel);

        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Count} handles, of which {history.Check()} overlap the one before");
    }

    // Every other document is given back. Nothing may fail here.
    private static async Task WorkAsync(
        IReservations reservations, int worker, ConcurrentDictionary<ReservationResource, Reservation?> reserved, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var document = new ReservationResource("document", $"{worker}/{i}");
            var result = await reservations.TryReserveAsync(document, Anna, Hour, null, Cancel);
            if (i % 2 == 1)
            {
                Assert.True((await reservations.ReleaseAsync(document, Anna, cancellationToken: Cancel)).IsDone);
            }

            reserved[document] = i % 2 == 1 ? null : result.Granted;
        }
    }

    private static async Task HoldAsync(IReservations reservations, int worker, LockHistory history, CancellationToken stop)
    {
        var document = new ReservationResource("document", "busy");
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var hold = await reservations.TryHoldAsync(document, new($"worker-{worker}"), null, Cancel);
                if (hold.IsGranted)
                {
                    await using var handle = hold.Handle;
                    var noted = history.Begin(handle.Fence, handle.Lost);
                    await Task.Delay(5, Cancel); // Work that takes time.
                    noted.End();
                }
                else
                {
                    await Task.Delay(2, Cancel); // A handle is tried for, not waited for.
                }
            }
            catch (ClusterUnavailableException)
            {
                await Task.Delay(20, Cancel); // Whoever is refused comes back a little later.
            }
        }
    }
}
