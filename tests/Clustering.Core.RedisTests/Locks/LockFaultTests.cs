using System.Diagnostics;
using Clustering.Leases;
using Clustering.Locks;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>Nodes that die, stop or are cut off, and servers that forget: nobody waits for ever, and nobody holds what another has.</summary>
[Collection(Alone.Name)]
public sealed class LockFaultTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    // A lease is 3 s; on a busy machine everything takes longer.
    private static readonly TimeSpan OnABusyMachine = TimeSpan.FromSeconds(7);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holder_WhoseNodeDies_IsFollowedByTheWaiterWithinALease()
    {
        await using var rig = await LockRig.StartAsync(2, "3s");
        var history = new LockHistory();
        history.Begin((await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel))!);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        var killed = Stopwatch.GetTimestamp();
        await rig.Node(0).DisposeAsync();
        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);

        history.Begin(next);
        history.Check();
        Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, Lease + OnABusyMachine);
    }

    [Fact]
    public async Task Holder_WhoseNodeStops_HandsOverAtOnceAndIsToldSo()
    {
        await using var rig = await LockRig.StartAsync(2);
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        await rig.Node(0).StopAsync();

        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.Equal(LeaseLossReason.Stopped, held!.Loss!.Reason);
        Assert.True(held.Lost.IsCancellationRequested);
        Assert.False(await held.ReleaseAsync(Cancel));
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => rig.Locks(0).TryAcquireAsync("b", cancellationToken: Cancel).AsTask());
    }

    [Fact]
    public async Task Waiter_WhoseNodeStops_IsToldAndLeavesTheLine()
    {
        await using var rig = await LockRig.StartAsync(2);
        await using var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        await rig.Node(1).StopAsync();

        await Assert.ThrowsAsync<ClusterUnavailableException>(() => waiting.WaitAsync(Eventually.Limit, Cancel));
        await rig.InLineAsync(0);
    }

    [Fact]
    public async Task Waiters_OfADeadNode_ArePassedOver()
    {
        await using var rig = await LockRig.StartAsync(2);
        var doomed = await rig.AddNodeAsync(isQuick: true);
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        var locks = doomed.Services.GetRequiredService<IClusterLocks>();
        for (var i = 1; i <= 120; i++)
        {
            _ = locks.AcquireAsync("a", cancellationToken: Cancel).AsTask();
        }

        await rig.InLineAsync(120);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(121);
        var node = doomed.Nodes.Self.Id;
        await doomed.DisposeAsync();
        await Eventually.TrueAsync(
            async () => await rig.Database.SortedSetScoreAsync("{test}:nodes", node) < DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), "its lease is over");

        await held!.ReleaseAsync(Cancel);

        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        await rig.InLineAsync(0);
    }

    [Fact]
    public async Task Waiter_BehindOneThatHasJustDied_WaitsForALeaseAtTheMost()
    {
        await using var rig = await LockRig.StartAsync(3, "3s");
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        _ = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);
        var waiting = rig.Locks(2).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(2);

        await rig.Node(1).DisposeAsync(); // It still counts as alive, so it is given the lock.
        var released = Stopwatch.GetTimestamp();
        await held!.ReleaseAsync(Cancel);

        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);
        Assert.InRange(Stopwatch.GetElapsedTime(released), TimeSpan.Zero, Lease + OnABusyMachine);
    }

    [Fact]
    public async Task Holder_CutOffPastItsLease_KnowsBeforeAnotherHasIt()
    {
        await using var rig = await LockRig.StartAsync(2, "3s");
        var history = new LockHistory();
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        history.Begin(held!);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        rig.Wire(0).Blackhole = true;
        var next = await waiting.WaitAsync(Eventually.Limit, Cancel);
        Assert.False(held!.IsHeld);
        history.Begin(next);
        await Eventually.TrueAsync(() => held.Lost.IsCancellationRequested, "the holder knows");
        Assert.Equal(LeaseLossReason.Unconfirmed, held.Loss!.Reason);

        // Back again, it must not take from the next what it believes to let go.
        rig.Wire(0).Blackhole = false;
        await Eventually.SucceedsAsync(async () => Assert.False(await held.ReleaseAsync(Cancel)));
        Assert.True(next.IsHeld);
        Assert.Equal(next.Fence, (await rig.Locks(1).FindHolderAsync("a", Cancel))!.Fence);
        history.Check();
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Waiter_WhoseMessageIsLost_AsksAgain()
    {
        await using var rig = await LockRig.StartAsync(2);
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        // Both ends are cut, so the message finds no listener; the waiter comes back and asks.
        rig.Wire(1).Cut();
        await held!.ReleaseAsync(Cancel);
        rig.Wire(1).Restore();

        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Waiter_WhoseSubscriptionAloneIsKilled_AsksAgain()
    {
        await using var rig = await LockRig.StartAsync(2);
        for (var round = 0; round < 5; round++)
        {
            var held = await rig.Locks(0).AcquireAsync("a", cancellationToken: Cancel);
            var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
            await rig.InLineAsync(1);

            await rig.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await held.ReleaseAsync(Cancel);

            await (await waiting.WaitAsync(Eventually.Limit, Cancel)).DisposeAsync();
        }
    }

    [Fact]
    public async Task Redis_RestartedWithAnAppendOnlyFile_KeepsHolderAndLine()
    {
        await using var rig = await LockRig.StartAsync(2, "30s", "--appendonly", "yes", "--appendfsync", "always");
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        await rig.Server.RestartAsync();
        await Eventually.TrueAsync(() => rig.Node(0).Redis.Outage is null && rig.Node(1).Redis.Outage is null, "the nodes are back");

        Assert.True(held!.IsHeld);
        await Eventually.SucceedsAsync(async () => Assert.True(await held.ReleaseAsync(Cancel)));
        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);
        Assert.True(next.Fence > held.Fence);
    }

    [Fact]
    public async Task Redis_ThatForgetsEverything_IsFoundOutAndFencesStillGrow()
    {
        await using var rig = await LockRig.StartAsync(2, "3s");
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);

        await rig.Database.ExecuteAsync("FLUSHALL");
        await using var other = await rig.Locks(1).TryAcquireAsync("a", cancellationToken: Cancel);

        Assert.True(other!.Fence > held!.Fence);
        await Eventually.TrueAsync(() => held.Lost.IsCancellationRequested, "the next renewal finds out");
        Assert.Equal(LeaseLossReason.TakenOver, held.Loss!.Reason);
        Assert.Equal(rig.Node(1).Nodes.Self.Id, held.Loss.By);
        Assert.True(other.IsHeld);
    }

    [Fact]
    public async Task Scripts_AfterScriptFlush_RunAsBefore()
    {
        await using var rig = await LockRig.StartAsync(2);
        for (var round = 0; round < 5; round++)
        {
            var held = await rig.Locks(0).AcquireAsync("a", cancellationToken: Cancel);
            var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
            await rig.InLineAsync(1);
            await rig.Admin.GetServer(rig.Server.EndPoint).ScriptFlushAsync();

            Assert.True(await held.ReleaseAsync(Cancel));
            await (await waiting.WaitAsync(Eventually.Limit, Cancel)).DisposeAsync();
        }
    }

    [Fact]
    public async Task ForceRelease_WhoseMessageIsLost_IsToldByTheRenewal()
    {
        await using var rig = await LockRig.StartAsync(2, "3s");
        var held = await rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel);
        rig.Wire(0).Cut();

        Assert.True(await rig.Locks(1).ForceReleaseAsync("a", "anna", "it hangs", Cancel));
        await using var next = await rig.Locks(1).TryAcquireAsync("a", cancellationToken: Cancel);
        rig.Wire(0).Restore();

        await Eventually.TrueAsync(() => held!.Lost.IsCancellationRequested, "the holder learns of it");
        Assert.Equal(new(LeaseLossReason.Forced, "anna", "it hangs"), held!.Loss);
        Assert.True(next!.IsHeld);
    }

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task HandOver_WhereTheAppsChannelsHaveAPrefix_ReachesTheWaiter()
    {
        await using var rig = await LockRig.StartAsync(0);
        var options = rig.Server.Options();
        options.ChannelPrefix = RedisChannel.Literal("app:");
        await using var own = await ConnectionMultiplexer.ConnectAsync(options);
        await rig.AddNodeAsync(cluster => cluster.UseConnection(own));
        await rig.AddNodeAsync(cluster => cluster.UseConnection(own));
        var held = await rig.Locks(0).AcquireAsync("a", cancellationToken: Cancel);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        await rig.Server.ResetStatsAsync();
        await held.ReleaseAsync(Cancel);
        await (await waiting.WaitAsync(Eventually.Limit, Cancel)).DisposeAsync();

        // Two releases, and nobody had to ask again.
        Assert.Equal(2, (await rig.Server.CommandStatsAsync())["mget"]);
    }

    [Fact]
    [NotOn("secured", "By a clock that is years away no certificate is valid.")]
    public async Task Clocks_ThatDisagree_ChangeNothing()
    {
        var skewed = new ManualTimeProvider(); // Years away, at another frequency, and it stands still.
        await using var rig = await LockRig.StartAsync(1);
        var odd = await rig.AddNodeAsync(cluster => cluster.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(skewed)));
        IClusterLocks[] locks = [rig.Locks(0), odd.Services.GetRequiredService<IClusterLocks>()];
        var history = new LockHistory();
        var held = await locks[0].AcquireAsync("a", cancellationToken: Cancel);

        for (var round = 1; round <= 6; round++)
        {
            var hold = history.Begin(held);
            var waiting = locks[round % 2].AcquireAsync("a", cancellationToken: Cancel).AsTask();
            await rig.InLineAsync(1);
            skewed.JumpWallClock(TimeSpan.FromDays(round % 3 == 0 ? -900 : 400));
            var holder = await locks[round % 2].FindHolderAsync("a", Cancel);
            Assert.InRange(holder!.Since, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
            hold.End();
            Assert.True(await held.ReleaseAsync(Cancel));
            held = await waiting.WaitAsync(Eventually.Limit, Cancel);
        }

        Assert.Equal(0, history.Check());
        await held.DisposeAsync();
    }
}
