using Clustering.Leases;
using Clustering.Reservations;
using Clustering.Sessions;
using Clustering.Testing;

namespace Clustering.Contracts.Reservations;

// Handles, and what concerns two people.
public abstract partial class ReservationContract
{
    [Fact]
    public async Task TryHold_OfSomethingFree_HoldsItUntilDisposed()
    {
        var backend = await CreateAsync();

        var hold = await HoldAsync(backend, "a", new(backend.Anna, "s1"), "import");

        Assert.Equal((ReservationKind.Handle, "import", true), (hold.Reservation.Kind, hold.Reservation.Note, hold.IsHeld));
        Assert.Equal(hold.Fence, (await RefusedAsync(backend, "a", new(backend.Ben))).Fence);
        Assert.Equal(hold.Fence, (await backend.Reservations.TryHoldAsync(backend.Document("a"), new(backend.Ben), null, Cancel)).Holder!.Fence);
        Assert.Single(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel));
        await hold.DisposeAsync();
        await hold.DisposeAsync();
        Assert.False(hold.IsHeld || hold.Lost.IsCancellationRequested);
        Assert.Null(hold.Loss);
        Assert.True((await ReserveAsync(backend, "a", new(backend.Ben))).Fence > hold.Fence);
    }

    [Fact]
    public async Task TryHold_OfWhatTheSameOwnerHolds_TakesOverFromTheOlderHandle()
    {
        var backend = await CreateAsync();
        var older = await HoldAsync(backend, "a", new(backend.Anna, "s1"));

        var newer = await HoldAsync(backend, "a", new(backend.Anna, "s1"));

        Assert.True(newer.Fence > older.Fence);
        await Eventually.TrueAsync(() => older.Lost.IsCancellationRequested, "the older handle is told");
        Assert.Equal(LeaseLossReason.TakenOver, older.Loss!.Reason);
        await older.DisposeAsync();
        Assert.Equal(newer.Fence, (await FindAsync(backend, "a"))!.Fence);
    }

    [Fact]
    public async Task Release_OfWhatAHandleHolds_EndsTheHandle()
    {
        var backend = await CreateAsync();
        var hold = await HoldAsync(backend, "a", new(backend.Anna, "s1"));

        Assert.Equal(ReservationStatus.Done, await ReleaseAsync(backend, "a", new(backend.Anna, "s1")));

        await Eventually.TrueAsync(() => hold.Lost.IsCancellationRequested, "the handle is told");
        Assert.False(hold.IsHeld);
    }

    [Fact]
    public async Task ForceRelease_OfAHandle_TellsItAtOnceByWhomAndWhy()
    {
        var backend = await CreateAsync();
        var hold = await HoldAsync(backend, "a", new(backend.Anna));

        Assert.True(await backend.Reservations.ForceReleaseAsync(backend.Document("a"), "root", "month end\nat last", null, Cancel));

        await Eventually.TrueAsync(() => hold.Lost.IsCancellationRequested, "the handle is told");
        Assert.Equal(new LeaseLoss(LeaseLossReason.Forced, "root", "month end\nat last"), hold.Loss);
        await hold.DisposeAsync();
        await ReserveAsync(backend, "a", new(backend.Ben));
    }

    [Fact]
    public async Task ForceRelease_OfAReservation_FreesItAndTellsTheHolderWhenHeAsks()
    {
        var backend = await CreateAsync();
        await ReserveAsync(backend, "a", new(backend.Anna, "s1"));

        Assert.True(await backend.Reservations.ForceReleaseAsync(backend.Document("a"), "root", "month end", null, Cancel));

        Assert.Null(await FindAsync(backend, "a"));
        Assert.Empty(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel));
        await backend.PassAsync(30 * Minute);
        foreach (var outcome in new[]
        {
            await backend.Reservations.RenewAsync(backend.Document("a"), new(backend.Anna, "s1"), null, Cancel),
            await backend.Reservations.ReleaseAsync(backend.Document("a"), new(backend.Anna, "s1"), cancellationToken: Cancel),
            await backend.Reservations.TransferAsync(backend.Document("a"), new(backend.Anna, "s1"), new(backend.Ben), Hour, null, Cancel),
        })
        {
            Assert.Equal((ReservationStatus.Forced, "root", "month end"), (outcome.Status, outcome.By, outcome.Reason));
        }

        Assert.Equal(ReservationStatus.Gone, await RenewAsync(backend, "a", new(backend.Ben)));
        await ReserveAsync(backend, "a", new(backend.Ben));
        Assert.Equal(ReservationStatus.Held, await RenewAsync(backend, "a", new(backend.Anna, "s1")));
    }

    [Fact]
    public async Task ForceRelease_OfAnotherReservationThanWasSeen_ChangesNothing()
    {
        var backend = await CreateAsync();
        var seen = await ReserveAsync(backend, "a", new(backend.Anna));
        await ReleaseAsync(backend, "a", new(backend.Anna));
        Assert.False(await backend.Reservations.ForceReleaseAsync(backend.Document("a"), "root", "", seen.Fence, Cancel));
        var now = await ReserveAsync(backend, "a", new(backend.Ben));

        Assert.False(await backend.Reservations.ForceReleaseAsync(backend.Document("a"), "root", "", seen.Fence, Cancel));

        Assert.Equal(now.Fence, (await FindAsync(backend, "a"))!.Fence);
        Assert.True(await backend.Reservations.ForceReleaseAsync(backend.Document("a"), "root", "", now.Fence, Cancel));
    }

    [Fact]
    public async Task Transfer_ToAnotherOwner_GivesItWithAHigherFence()
    {
        var backend = await CreateAsync();
        var session = await backend.BeginAsync();
        var held = await ReserveAsync(backend, "a", new(backend.Anna, "s1"));

        var outcome = await backend.Reservations.TransferAsync(
            backend.Document("a"), new(backend.Anna, "s1"), new(backend.Ben, session), ReservationLifetime.Session, "yours", Cancel);

        var now = outcome.Reservation!;
        Assert.Equal((ReservationStatus.Done, new ReservationOwner(backend.Ben, session), "yours", ReservationKind.Session), (outcome.Status, now.Owner, now.Note, now.Kind));
        Assert.True(now.Fence > held.Fence);
        Assert.Equal(ReservationStatus.Held, await ReleaseAsync(backend, "a", new(backend.Anna, "s1")));
        Assert.Empty(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel));
        Assert.Single(await backend.Reservations.ListByUserAsync(backend.Ben, Cancel));
        Assert.Equal(now.Fence, (await ReserveAsync(backend, "a", new(backend.Ben, session), ReservationLifetime.Session)).Fence);
        await (await backend.RequestAsync(session)).ClearAsync();
        Assert.Null(await FindAsync(backend, "a"));
    }

    [Fact]
    public async Task Transfer_OfWhatIsNotTheirs_ChangesNothing()
    {
        var backend = await CreateAsync();
        var held = await ReserveAsync(backend, "a", new(backend.Anna));

        var outcome = await backend.Reservations.TransferAsync(backend.Document("a"), new(backend.Ben), new("carl"), Hour, null, Cancel);

        Assert.Equal((ReservationStatus.Held, held.Fence), (outcome.Status, outcome.Reservation!.Fence));
        outcome = await backend.Reservations.TransferAsync(backend.Document("b"), new(backend.Ben), new("carl"), Hour, null, Cancel);
        Assert.Equal(ReservationStatus.Gone, outcome.Status);
        await Assert.ThrowsAsync<SessionEndedException>(async () => await backend.Reservations.TransferAsync(
            backend.Document("a"), new(backend.Anna), new("carl", backend.NewId()), ReservationLifetime.Session, null, Cancel));
        Assert.Equal(held.Fence, (await FindAsync(backend, "a"))!.Fence);
    }

    [Fact]
    public async Task Transfer_ToTwoAtOnce_IsWonByOne()
    {
        var backend = await CreateAsync();
        for (var round = 0; round < 50; round++)
        {
            var id = $"{round}";
            await ReserveAsync(backend, id, new(backend.Anna));

            var outcomes = await Task.WhenAll(((string[])[backend.Ben, "carl"]).Select(user => Task.Run(async () =>
                await backend.Reservations.TransferAsync(backend.Document(id), new(backend.Anna), new(user), Hour, null, Cancel))));

            var won = Assert.Single(outcomes, outcome => outcome.IsDone);
            Assert.Equal(ReservationStatus.Held, Assert.Single(outcomes, outcome => !outcome.IsDone).Status);
            Assert.Equal(won.Reservation!.Fence, (await FindAsync(backend, id))!.Fence);
        }
    }

    [Fact]
    public async Task Transfer_OfAHandle_EndsIt()
    {
        var backend = await CreateAsync();
        var hold = await HoldAsync(backend, "a", new(backend.Anna));

        Assert.True((await backend.Reservations.TransferAsync(backend.Document("a"), new(backend.Anna), new(backend.Ben), Hour, null, Cancel)).IsDone);

        await Eventually.TrueAsync(() => hold.Lost.IsCancellationRequested, "the handle is told");
        await hold.DisposeAsync();
        Assert.Equal(backend.Ben, (await FindAsync(backend, "a"))!.Owner.User);
    }

    [Fact]
    public async Task Subscribe_HearsOfWhatHappens()
    {
        var backend = await CreateAsync(("Clustering:Reservations:SameUser", "TakeOver"));
        var heard = new List<ReservationEvent>();
        using var subscription = Listen(backend, heard);
        async Task AssertHeardAsync(ReservationEventKind kind, Func<ReservationEvent, bool> check)
        {
            await Eventually.TrueAsync(() => Heard(heard).Any(one => one.Kind == kind && check(one)), $"{kind} is heard of");
        }

        var first = await ReserveAsync(backend, "a", new(backend.Anna, "s1"), note: "one");
        await AssertHeardAsync(ReservationEventKind.Reserved, one => one.Reservation == first with { Until = null });
        var taken = await ReserveAsync(backend, "a", new(backend.Anna, "s2"));
        await AssertHeardAsync(ReservationEventKind.TakenOver, one => one.Reservation!.Fence == taken.Fence && one.Former!.Fence == first.Fence);
        await backend.Reservations.AskToReleaseAsync(backend.Document("a"), "ben", "please\nsoon", Cancel);
        await AssertHeardAsync(ReservationEventKind.AskedFor, one => one.Reservation!.Fence == taken.Fence && one.By == "ben" && one.Reason == "please\nsoon");
        var given = await backend.Reservations.TransferAsync(backend.Document("a"), new(backend.Anna, "s2"), new(backend.Ben), Hour, null, Cancel);
        await AssertHeardAsync(ReservationEventKind.Transferred, one => one.Reservation!.Fence == given.Reservation!.Fence && one.Former!.Fence == taken.Fence);
        await ReleaseAsync(backend, "a", new(backend.Ben));
        await AssertHeardAsync(ReservationEventKind.Released, one => one.Reservation!.Fence == given.Reservation!.Fence);
        var last = await ReserveAsync(backend, "a", new(backend.Ben));
        await backend.Reservations.ForceReleaseAsync(backend.Document("a"), "root", "why", null, Cancel);
        await AssertHeardAsync(ReservationEventKind.Forced, one => one.Reservation!.Fence == last.Fence && one.By == "root" && one.Reason == "why");
        Assert.Equal(6 + 1, Heard(heard).Count(one => one.Kind != ReservationEventKind.Resync));
    }

    [Fact]
    public async Task Subscribe_HearsOfWhatEndsByItself()
    {
        var backend = await CreateAsync();
        var session = await backend.BeginAsync();
        await ReserveAsync(backend, "fixed", new(backend.Anna), ReservationLifetime.Fixed(5 * Minute));
        await ReserveAsync(backend, "idle", new(backend.Anna, session), ReservationLifetime.Session);
        var left = await backend.BeginAsync();
        await ReserveAsync(backend, "left", new(backend.Anna, left), ReservationLifetime.Session);
        var heard = new List<ReservationEvent>();
        using var subscription = Listen(backend, heard);
        Task AssertExpiredAsync(string id) => Eventually.TrueAsync(
            () => Heard(heard).Any(one => one.Kind == ReservationEventKind.Expired && one.Resource!.Id == id), $"'{id}' is heard of");

        await (await backend.RequestAsync(left)).ClearAsync();
        await AssertExpiredAsync("left");
        await backend.PassAsync(6 * Minute);
        await AssertExpiredAsync("fixed");
        await backend.PassAsync(20 * Minute);
        await AssertExpiredAsync("idle");
        Assert.Equal(3, Heard(heard).Count(one => one.Kind == ReservationEventKind.Expired));
    }

    [Fact]
    public async Task AskToRelease_OfWhatNobodyHolds_AnswersSo()
    {
        var backend = await CreateAsync();

        Assert.Null(await backend.Reservations.AskToReleaseAsync(backend.Document("a"), "ben", "please", Cancel));
    }

    [Fact]
    public async Task Subscribe_ThatFails_HarmsNobodyElse()
    {
        var backend = await CreateAsync();
        var heard = new List<ReservationEvent>();
        using var bad = backend.Reservations.Subscribe(_ => throw new InvalidOperationException("on purpose"));
        using var good = Listen(backend, heard);

        await ReserveAsync(backend, "a", new(backend.Anna));
        await ReserveAsync(backend, "b", new(backend.Anna));

        await Eventually.TrueAsync(() => Heard(heard).Count(one => one.Kind == ReservationEventKind.Reserved) == 2, "the other one hears both");
    }

    private static async Task<IReservationHandle> HoldAsync(ReservationBackend backend, string id, ReservationOwner owner, string? note = null)
    {
        var hold = await backend.Reservations.TryHoldAsync(backend.Document(id), owner, note, Cancel);
        Assert.True(hold.IsGranted, $"'{id}' is held by {hold.Holder?.Owner}.");
        return hold.Handle;
    }

    private static IDisposable Listen(ReservationBackend backend, List<ReservationEvent> heard) => backend.Reservations.Subscribe(one =>
    {
        if (one.Resource is null || one.Resource.Category == backend.Category)
        {
            lock (heard)
            {
                heard.Add(one);
            }
        }

        return ValueTask.CompletedTask;
    });

    private static List<ReservationEvent> Heard(List<ReservationEvent> heard)
    {
        lock (heard)
        {
            return [.. heard];
        }
    }
}
