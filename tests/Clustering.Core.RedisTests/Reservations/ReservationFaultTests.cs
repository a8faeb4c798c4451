using Clustering.Contracts.Sessions;
using Clustering.Core.RedisTests.Locks;
using Clustering.Leases;
using Clustering.Leases.Internal;
using Clustering.Reservations;
using Clustering.Reservations.Internal;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Reservations;

/// <summary>Nodes that die, stop or are cut off, answers that are lost, and servers that restart or forget scripts.</summary>
[Collection(Alone.Name)]
public sealed class ReservationFaultTests
{
    private static readonly ReservationOwner Anna = new("anna"), Ben = new("ben");
    private static readonly ReservationLifetime Hour = ReservationLifetime.Fixed(TimeSpan.FromHours(1));
    private static readonly ReservationResource A = new("document", "a"), B = new("document", "b"), C = new("document", "c");
    private static readonly (string, string)[] ShortLease = [("Clustering:Reservations:Lease", "4s")];
    private static readonly (string, string)[] Sweeping = [("Clustering:Reservations:SweepEvery", "100ms")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_ThatDies_LeavesItsHandlesForALeaseAndTheRestForGood()
    {
        await using var rig = await ReservationRig.StartAsync(2, ShortLease);
        var session = await rig.BeginSessionAsync(0);
        var hold = await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel);
        await rig.Reservations(0).TryReserveAsync(B, Anna, Hour, null, Cancel);
        await rig.Reservations(0).TryReserveAsync(C, new("anna", session), ReservationLifetime.Session, null, Cancel);

        await rig.Node(0).DisposeAsync();

        Assert.False((await rig.Reservations(1).TryReserveAsync(A, Ben, Hour, null, Cancel)).IsGranted);
        ReservationResult result = null!;
        await Eventually.TrueAsync(async () => (result = await rig.Reservations(1).TryReserveAsync(A, Ben, Hour, null, Cancel)).IsGranted, "its lease ends");
        Assert.True(result.Granted!.Fence > hold.Handle!.Fence);
        Assert.False((await rig.Reservations(1).TryReserveAsync(B, Ben, Hour, null, Cancel)).IsGranted);
        Assert.False((await rig.Reservations(1).TryReserveAsync(C, Ben, Hour, null, Cancel)).IsGranted);
        await (await rig.RequestAsync(1, session)).ClearAsync();
        Assert.True((await rig.Reservations(1).TryReserveAsync(C, Ben, Hour, null, Cancel)).IsGranted);
    }

    [Fact]
    public async Task Node_ThatStops_GivesItsHandlesBackAndSaysSo()
    {
        await using var rig = await ReservationRig.StartAsync(2);
        var hold = await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel);

        await rig.Node(0).StopAsync();

        Assert.Equal(LeaseLossReason.Stopped, hold.Handle!.Loss!.Reason);
        Assert.True((await rig.Reservations(1).TryReserveAsync(A, Ben, Hour, null, Cancel)).IsGranted);
    }

    [Fact]
    public async Task Handle_HeldForLongerThanItsLease_IsKeptAlive()
    {
        await using var rig = await ReservationRig.StartAsync(2, ShortLease);
        var hold = await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel);
        await rig.Database.KeyExpireAsync(rig.Keys.Record("document", "a"), TimeSpan.FromSeconds(1.5)); // As after half of it.

        await Eventually.TrueAsync(
            async () => await rig.Database.KeyTimeToLiveAsync(rig.Keys.Record("document", "a")) > TimeSpan.FromSeconds(2), "it is renewed");
        Assert.True(hold.Handle!.IsHeld);
        Assert.Equal(hold.Handle.Fence, (await rig.Reservations(1).FindAsync(A, Cancel))!.Fence);
    }

    [Fact]
    public async Task Handle_OfANodeCutOffPastItsLease_IsLostBeforeAnotherHasIt()
    {
        await using var rig = await ReservationRig.StartAsync(2, [("Clustering:Reservations:Lease", "5s")]); // Long enough for the next one, who is not cut off, on a busy machine.
        var history = new LockHistory();
        var held = (await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel)).Handle!;
        history.Begin(held.Fence, held.Lost);

        rig.Wire(0).Blackhole = true;
        ReservationHold next = null!;
        await Eventually.TrueAsync(async () => (next = await rig.Reservations(1).TryHoldAsync(A, Ben, null, Cancel)).IsGranted, "the lease ends");
        Assert.False(held.IsHeld);
        history.Begin(next.Handle!.Fence, next.Handle.Lost);
        await Eventually.TrueAsync(() => held.Lost.IsCancellationRequested, "the holder knows");
        Assert.Equal(LeaseLossReason.Unconfirmed, held.Loss!.Reason);

        // Back again, it takes nothing from the next.
        rig.Wire(0).Blackhole = false;
        await held.DisposeAsync();
        await Eventually.SucceedsAsync(async () =>
            Assert.Equal(ReservationStatus.Held, (await rig.Reservations(0).ReleaseAsync(A, Anna, cancellationToken: Cancel)).Status));
        Assert.True(next.Handle.IsHeld, $"{next.Handle.Loss}");
        history.Check();
    }

    [Fact]
    public async Task Redis_ThatRestarts_KeepsReservationsAndHandles()
    {
        await using var rig = await ReservationRig.StartAsync(1, null, "--appendonly", "yes", "--appendfsync", "always");
        var session = await rig.BeginSessionAsync(0);
        var hold = await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel);
        var fixedOne = await rig.Reservations(0).TryReserveAsync(B, Anna, Hour, null, Cancel);
        var bound = await rig.Reservations(0).TryReserveAsync(C, new("anna", session), ReservationLifetime.Session, null, Cancel);
        var resynced = 0;
        using var subscription = rig.Reservations(0).Subscribe(one =>
        {
            resynced += one.Kind == ReservationEventKind.Resync ? 1 : 0;
            return ValueTask.CompletedTask;
        });

        await rig.Server.RestartAsync();

        await Eventually.SucceedsAsync(async () =>
        {
            var found = await rig.Reservations(0).FindAllAsync([A, B, C], Cancel);
            Assert.Equal(
                [hold.Handle!.Fence, fixedOne.Granted!.Fence, bound.Granted!.Fence], ((ReservationResource[])[A, B, C]).Select(one => found[one].Fence));
        });
        Assert.True(hold.Handle!.IsHeld);
        await Eventually.TrueAsync(() => Volatile.Read(ref resynced) > 0, "those who listen are told of the gap");
        await rig.Reservations(0).ReleaseAsync(B, Anna, cancellationToken: Cancel);
        Assert.True((await rig.Reservations(0).TryReserveAsync(B, Ben, Hour, null, Cancel)).Granted!.Fence > bound.Granted!.Fence);
    }

    [Fact]
    public async Task Redis_ThatForgetsEverything_TellsTheHandleAndFencesStillGrow()
    {
        await using var rig = await ReservationRig.StartAsync(1, ShortLease);
        var held = (await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel)).Handle!;

        await rig.Server.RestartAsync();

        await Eventually.TrueAsync(() => held.Lost.IsCancellationRequested, "the handle is told");
        await Eventually.SucceedsAsync(async () =>
            Assert.True((await rig.Reservations(0).TryReserveAsync(A, Ben, Hour, null, Cancel)).Granted!.Fence > held.Fence));
    }

    [Fact]
    public async Task Scripts_AfterScriptFlush_RunAsBefore()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var server = rig.Admin.GetServer(rig.Server.EndPoint);
        for (var round = 0; round < 3; round++)
        {
            await server.ScriptFlushAsync();
            Assert.True((await rig.Reservations(0).TryReserveAsync(A, Anna, Hour, null, Cancel)).IsGranted);
            await server.ScriptFlushAsync();
            Assert.True((await rig.Reservations(0).TransferAsync(A, Anna, Ben, Hour, null, Cancel)).IsDone);
            await server.ScriptFlushAsync();
            Assert.True((await rig.Reservations(0).ReleaseAsync(A, Ben, cancellationToken: Cancel)).IsDone);
        }
    }

    [Fact]
    public async Task TryHold_WhoseReplyIsLost_IsOneReservationUnderOneFence()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var record = rig.Keys.Record("document", "a");
        await (await rig.Reservations(0).TryHoldAsync(B, Anna, null, Cancel)).Handle!.DisposeAsync();

        rig.Wire(0).Delay = TimeSpan.FromSeconds(1);
        var holding = rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel).AsTask();
        await Eventually.TrueAsync(() => rig.Database.KeyExistsAsync(record), "the server has given it");
        var given = LeaseRecord.Parse((string)(await rig.Database.StringGetAsync(record))!);
        rig.CutAndRestore(0);

        var hold = await holding;
        Assert.Equal((given.Fence, true), (hold.Handle!.Fence, hold.Handle.IsHeld));
    }

    [Fact]
    public async Task EachScript_ThatIsRepeatedAfterALostReply_AnswersTheSame()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var scripts = rig.Node(0).Services.GetRequiredService<ReservationScripts>();
        var batch = new ReservationBatch(rig.Keys, [A, B]);
        var wish = new ReservationWish(
            Anna, "node/1", ReservationRecord.Handle, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), ReservationMode.AllOrNothing, "note");
        Task<(ReservationReply[]? Replies, string? MovedTo)> ReserveAsync() => scripts.Reserve.RunAsync(batch, wish, "node", SameUserPolicy.Deny, Cancel);
        static IEnumerable<(int, string)> Said(IEnumerable<ReservationReply> replies) => replies.Select(reply => (reply.Code, reply.Text));
        var heard = 0;
        using var subscription = rig.Reservations(0).Subscribe(one =>
        {
            heard += one.Kind == ReservationEventKind.Resync ? 0 : 1;
            return ValueTask.CompletedTask;
        });

        var reserved = (await ReserveAsync()).Replies!;
        Assert.Equal(Said(reserved), Said((await ReserveAsync()).Replies!));

        var given = wish with { Owner = Ben, Token = "transfer", Kind = ReservationRecord.Fixed };
        var transferred = (await scripts.Transfer.RunAsync(A, Anna, given, "node", Cancel)).Reply!.Value;
        Assert.Equal((1, transferred.Text), (transferred.Code, (await scripts.Transfer.RunAsync(A, Anna, given, "node", Cancel)).Reply!.Value.Text));

        var holder = transferred.Found()!.Value.Record;
        Assert.True(await scripts.Force.RunAsync(holder, "root", "why", Cancel));
        Assert.True(await scripts.Force.RunAsync(holder, "root", "why", Cancel));
        Assert.False(await scripts.Force.RunAsync(reserved[0].Found()!.Value.Record, "root", "why", Cancel));

        Assert.Equal([4, 0], (await scripts.Release.RunAsync(batch, Ben, "", null, "node", Cancel)).Select(reply => reply.Code is 3 ? 0 : reply.Code));
        Assert.Equal([0, 1], (await scripts.Release.RunAsync(batch, Anna, "", null, "node", Cancel)).Select(reply => reply.Code));
        Assert.Equal([0, 2], (await scripts.Release.RunAsync(batch, Anna, "", null, "node", Cancel)).Select(reply => reply.Code));

        // Two were reserved, one given on, one forced, one released; each is told once.
        await Eventually.TrueAsync(() => Volatile.Read(ref heard) >= 5, "all are told of");
        Assert.Equal(5, Volatile.Read(ref heard));
    }

    [Fact]
    public async Task Force_WhoseMessageIsLost_IsToldByTheRenewal()
    {
        await using var rig = await ReservationRig.StartAsync(2, ShortLease);
        var held = (await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel)).Handle!;
        rig.Wire(0).Cut();

        Assert.True(await rig.Reservations(1).ForceReleaseAsync(A, "root", "it hangs", null, Cancel));
        rig.Wire(0).Restore();

        await Eventually.TrueAsync(() => held.Lost.IsCancellationRequested, "the holder learns of it");
        Assert.Equal(new(LeaseLossReason.Forced, "root", "it hangs"), held.Loss);
    }

    [Fact]
    public async Task Force_WhoseMessageIsLost_IsToldByTheRenewalWhoeverHasItSince()
    {
        await using var rig = await ReservationRig.StartAsync(2, ShortLease);
        var held = (await rig.Reservations(0).TryHoldAsync(A, Anna, null, Cancel)).Handle!;
        rig.Wire(0).Cut();

        Assert.True(await rig.Reservations(1).ForceReleaseAsync(A, "root", "it hangs", null, Cancel));
        await using var next = (await rig.Reservations(1).TryHoldAsync(A, Ben, null, Cancel)).Handle!;
        rig.Wire(0).Restore();

        await Eventually.TrueAsync(() => held.Lost.IsCancellationRequested, "the holder learns of it");
        Assert.Equal(new(LeaseLossReason.Forced, "root", "it hangs"), held.Loss);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Session_WhoseKeyIsGone_FreesAndIsToldOfWithoutAnybodyAsking()
    {
        await using var rig = await ReservationRig.StartAsync(2, Sweeping);
        var (deleted, expired, lives) = (await rig.BeginSessionAsync(0), await rig.BeginSessionAsync(0), await rig.BeginSessionAsync(0));
        foreach (var (resource, session) in new[] { (A, deleted), (B, expired), (C, lives) })
        {
            Assert.True((await rig.Reservations(0).TryReserveAsync(resource, new("anna", session), ReservationLifetime.Session, null, Cancel)).IsGranted);
        }

        var told = new System.Collections.Concurrent.ConcurrentQueue<ReservationEvent>();
        using var subscription = rig.Reservations(1).Subscribe(one =>
        {
            told.Enqueue(one);
            return ValueTask.CompletedTask;
        });
        await rig.Database.KeyDeleteAsync(rig.SessionKeys.Record(deleted));
        await rig.Database.KeyExpireAsync(rig.SessionKeys.Record(expired), TimeSpan.FromMilliseconds(1));

        await Eventually.TrueAsync(() => told.Count(one => one.Kind == ReservationEventKind.Expired) == 2, "both are told of");
        Assert.Equal("anna", told.First(one => one.Resource == A).Reservation!.Owner.User);
        Assert.Equal(["c"], (await rig.Reservations(1).ListByUserAsync("anna", Cancel)).Select(one => one.Resource.Id));
        Assert.Equal(1, await rig.Database.SortedSetLengthAsync(rig.Keys.Category("document")));
        Assert.Equal(1, await rig.Database.SortedSetLengthAsync(rig.Keys.User("anna")));
        Assert.Equal(0, await rig.Database.SortedSetLengthAsync(rig.Keys.Session(deleted)));
        await Eventually.TrueAsync(async () => await rig.Database.SortedSetLengthAsync(rig.Keys.Sessions) == 1, "the sweep forgets them");
    }

    [Fact]
    public async Task Session_RenewedByANodeThatDiesJustThen_IsFollowedByTheSweep()
    {
        await using var rig = await ReservationRig.StartAsync(1, [.. Sweeping, ("Clustering:Sessions:RenewGrace", "5s")]);
        var session = await rig.BeginSessionAsync(0);
        var reserved = await rig.Reservations(0).TryReserveAsync(A, new("anna", session), ReservationLifetime.Session, null, Cancel);
        var request = await rig.RequestAsync(0, session);

        // Records whose observers nobody has registered with: the node's reservations do not hear of it.
        var records = new RedisSessionRecords(
            rig.Node(0).Redis,
            rig.SessionKeys,
            rig.Node(0).Services.GetRequiredService<IOptions<ClusterSessionOptions>>(),
            new(),
            NullLogger<RedisSessionRecords>.Instance);
        await records.RenewAsync(session, "the-new-id", request.Snapshot!.Incarnation, null, TimeSpan.FromSeconds(5), Cancel);

        await Eventually.TrueAsync(
            async () => ((string?)await rig.Database.StringGetAsync(rig.Keys.Record("document", "a")))!.Contains("the-new-id", StringComparison.Ordinal), "it is taken along");
        await rig.Database.KeyDeleteAsync(rig.SessionKeys.Record(session)); // As when the grace is over.
        Assert.Equal((reserved.Granted!.Fence, "the-new-id"), (await rig.Reservations(0).FindAsync(A, Cancel)) is { } found ? (found.Fence, found.Owner.SessionId) : default);
        Assert.Single(await rig.Reservations(0).ListBySessionAsync("the-new-id", Cancel));
    }

    [Fact]
    public async Task Events_WhereTheAppsChannelsHaveAPrefix_AreHeard()
    {
        await using var rig = await ReservationRig.StartAsync(0);
        var options = rig.Server.Options();
        options.ChannelPrefix = RedisChannel.Literal("app:");
        await using var own = await ConnectionMultiplexer.ConnectAsync(options);
        await rig.AddNodeAsync(cluster => cluster.UseConnection(own));
        await rig.AddNodeAsync(cluster => cluster.UseConnection(own));
        var heard = false;
        using var subscription = rig.Reservations(1).Subscribe(one =>
        {
            heard |= one.Kind == ReservationEventKind.Reserved && one.Resource == A;
            return ValueTask.CompletedTask;
        });

        await rig.Reservations(0).TryReserveAsync(A, Anna, Hour, null, Cancel);

        await Eventually.TrueAsync(() => Volatile.Read(ref heard), "the other node hears of it");
    }
}
