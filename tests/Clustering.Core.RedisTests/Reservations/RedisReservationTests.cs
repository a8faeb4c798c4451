using Clustering.Contracts.Reservations;
using Clustering.Core.RedisTests.Redis;
using Clustering.Reservations;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Reservations;

/// <summary>The contract of reservations, over Redis. After every test, nothing may be left that does not end by itself.</summary>
public sealed class RedisReservationTests : ReservationContract, IAsyncDisposable
{
    private readonly string _cluster = ClusterNames.New("reservations");
    private readonly List<TestNode> _nodes = [];

    private protected override int RandomSequences => 1_000;

    private protected override int RandomLanes => 16;

    /// <summary>Ends what was started, and looks for keys without a time to live.</summary>
    /// <returns>A task that ends when all keys have been looked at.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, _cluster));
    }

    private protected override ReservationBackend Another(ReservationBackend backend) => ((RedisReservationBackend)backend).Another();

    private protected override async Task<ReservationBackend> CreateAsync(params (string Key, string Value)[] settings)
    {
        var node = await TestNode.StartAsync(
            SharedRedis.Settings(_cluster), null, [("Clustering:Reservations:SweepEvery", "200ms"), ("spring.redis.timeout", "20s"), .. settings]);
        _nodes.Add(node);
        await SubscribedAsync(node.Services.GetRequiredService<IReservations>());
        return new RedisReservationBackend(node);
    }

    // A node that has just started hears nothing until it has subscribed, behind its start.
    private static async Task SubscribedAsync(IReservations reservations)
    {
        var heard = false;
        using var subscription = reservations.Subscribe(one =>
        {
            heard |= one.Kind == ReservationEventKind.AskedFor;
            return ValueTask.CompletedTask;
        });
        var (probe, owner) = (new ReservationResource("probe", Guid.NewGuid().ToString("n")), new ReservationOwner("probe"));
        await reservations.TryReserveAsync(probe, owner, ReservationLifetime.Fixed(Eventually.Limit), null, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () =>
            {
                await reservations.AskToReleaseAsync(probe, "probe", "", TestContext.Current.CancellationToken);
                return Volatile.Read(ref heard);
            },
            "the node has subscribed");
        await reservations.ReleaseAsync(probe, owner, cancellationToken: TestContext.Current.CancellationToken);
    }
}
