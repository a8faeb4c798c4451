using Clustering.Nodes;
using Clustering.Reservations;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Contracts.Reservations;

// One component, one owner and another.
public abstract partial class ReservationContract
{
    [Fact]
    public async Task TryReserve_OfSomethingFree_GrantsIt()
    {
        var backend = await CreateAsync();

        var granted = await ReserveAsync(backend, "a", new(backend.Anna, "s1"), note: "over\nlunch");

        Assert.Equal(backend.Document("a"), granted.Resource);
        Assert.Equal((new ReservationOwner(backend.Anna, "s1"), ReservationKind.Fixed, "over\nlunch"), (granted.Owner, granted.Kind, granted.Note));
        Assert.Equal(backend.Services.GetRequiredService<IClusterNodes>().Self.Id, granted.NodeId);
        Assert.True(granted.Fence > 0);
        Assert.InRange(granted.Until!.Value - granted.Since, TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(2), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task TryReserve_OfSomebodyElses_AnswersWhoHoldsIt()
    {
        var backend = await CreateAsync();
        var granted = await ReserveAsync(backend, "a", new(backend.Anna, "s1"), note: "mine");

        var holder = await RefusedAsync(backend, "a", new(backend.Ben));

        Assert.Equal(granted with { Until = null }, holder with { Until = null });
        Assert.InRange(holder.Until!.Value, granted.Until!.Value - Slowness, granted.Until.Value + TimeSpan.FromSeconds(1));
        Assert.Equal(granted with { Until = null }, (await FindAsync(backend, "a"))! with { Until = null });
    }

    [Fact]
    public async Task TryReserve_AgainByTheSameOwner_KeepsTheFenceAndTakesTheNewNote()
    {
        var backend = await CreateAsync();
        var first = await ReserveAsync(backend, "a", new(backend.Anna, "s1"), note: "one");

        var again = await ReserveAsync(backend, "a", new(backend.Anna, "s1"), note: "two");

        Assert.Equal((first.Fence, first.Since, "two"), (again.Fence, again.Since, again.Note));
    }

    [Fact]
    public async Task Release_ByTheOwner_FreesItForAHigherFence()
    {
        var backend = await CreateAsync();
        var first = await ReserveAsync(backend, "a", new(backend.Anna));

        Assert.Equal(ReservationStatus.Done, await ReleaseAsync(backend, "a", new(backend.Anna)));

        Assert.Null(await FindAsync(backend, "a"));
        Assert.True((await ReserveAsync(backend, "a", new(backend.Ben))).Fence > first.Fence);
    }

    [Fact]
    public async Task Release_Repeated_AnswersTheSame()
    {
        var backend = await CreateAsync();
        await ReserveAsync(backend, "a", new(backend.Anna, "s1"));

        Assert.Equal(ReservationStatus.Done, await ReleaseAsync(backend, "a", new(backend.Anna, "s1")));
        Assert.Equal(ReservationStatus.Done, await ReleaseAsync(backend, "a", new(backend.Anna, "s1")));
        Assert.Equal(ReservationStatus.Gone, await ReleaseAsync(backend, "a", new(backend.Anna, "s2")));
        Assert.Equal(ReservationStatus.Gone, await ReleaseAsync(backend, "a", new(backend.Ben)));
    }

    [Fact]
    public async Task Release_OfAFence_SparesANewerReservationOfTheSameOwner()
    {
        var backend = await CreateAsync();
        var owner = new ReservationOwner(backend.Anna, "s1");
        var first = await ReserveAsync(backend, "a", owner);
        await ReleaseAsync(backend, "a", owner);
        var second = await ReserveAsync(backend, "a", owner);

        var late = await backend.Reservations.ReleaseAsync(backend.Document("a"), owner, first.Fence, Cancel);

        Assert.Equal((ReservationStatus.Held, second.Fence), (late.Status, late.Reservation!.Fence));
        Assert.Equal(second.Fence, (await FindAsync(backend, "a"))!.Fence);
        Assert.True((await backend.Reservations.ReleaseAsync(backend.Document("a"), owner, second.Fence, Cancel)).IsDone);
        Assert.Null(await FindAsync(backend, "a"));
    }

    [Fact]
    public async Task Release_BySomebodyElse_ChangesNothingAndAnswersWhoHoldsIt()
    {
        var backend = await CreateAsync();
        var held = await ReserveAsync(backend, "a", new(backend.Anna, "s1"));

        foreach (var other in (ReservationOwner[])[new(backend.Ben, "s1"), new(backend.Ben), new(backend.Anna, "s2"), new(backend.Anna)])
        {
            var outcome = await backend.Reservations.ReleaseAsync(backend.Document("a"), other, cancellationToken: Cancel);

            Assert.Equal((ReservationStatus.Held, held.Fence), (outcome.Status, outcome.Reservation!.Fence));
            Assert.Equal(ReservationStatus.Held, await RenewAsync(backend, "a", other));
        }

        Assert.Equal(held.Fence, (await FindAsync(backend, "a"))!.Fence);
    }

    [Fact]
    public async Task Release_OfWhatNobodyHolds_SaysSo()
    {
        var backend = await CreateAsync();

        Assert.Equal(ReservationStatus.Gone, await ReleaseAsync(backend, "a", new(backend.Anna)));
        Assert.Equal(ReservationStatus.Gone, await RenewAsync(backend, "a", new(backend.Anna)));
        Assert.Null(await FindAsync(backend, "a"));
    }

    [Fact]
    public async Task Fixed_WhoseTimeIsOver_IsFreeAndNotBroughtBackByARenewal()
    {
        var backend = await CreateAsync();
        await ReserveAsync(backend, "a", new(backend.Anna), ReservationLifetime.Fixed(5 * Minute));
        await backend.PassAsync(6 * Minute);

        Assert.Equal(ReservationStatus.Gone, await RenewAsync(backend, "a", new(backend.Anna), 5 * Minute));

        Assert.Null(await FindAsync(backend, "a"));
        Assert.Empty(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel));
        await ReserveAsync(backend, "a", new(backend.Ben));
    }

    [Fact]
    public async Task Renew_OfAFixedOne_LetsItLiveLonger()
    {
        var backend = await CreateAsync();
        var held = await ReserveAsync(backend, "a", new(backend.Anna), ReservationLifetime.Fixed(5 * Minute));
        await backend.PassAsync(4 * Minute);

        var outcome = await backend.Reservations.RenewAsync(backend.Document("a"), new(backend.Anna), 5 * Minute, Cancel);
        await backend.PassAsync(4 * Minute);

        Assert.Equal((true, held.Fence), (outcome.IsDone, outcome.Reservation!.Fence));
        Assert.Equal(held.Fence, (await FindAsync(backend, "a"))!.Fence);
        Assert.Single(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel));
        await backend.PassAsync(2 * Minute);
        Assert.Null(await FindAsync(backend, "a"));
    }

    [Fact]
    public async Task Renew_WithoutATime_OnlyAsks()
    {
        var backend = await CreateAsync();
        await ReserveAsync(backend, "a", new(backend.Anna), ReservationLifetime.Fixed(5 * Minute));
        await backend.PassAsync(4 * Minute);

        Assert.Equal(ReservationStatus.Done, await RenewAsync(backend, "a", new(backend.Anna)));

        await backend.PassAsync(2 * Minute);
        Assert.Equal(ReservationStatus.Gone, await RenewAsync(backend, "a", new(backend.Anna)));
    }

    [Fact]
    public async Task TryReserve_BySeveralAtOnce_GrantsItToOne()
    {
        var backend = await CreateAsync();

        for (var round = 0; round < 20; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
                await backend.Reservations.TryReserveAsync(backend.Document($"{round}"), new($"user-{i}"), Hour, null, Cancel))));

            var winner = Assert.Single(results, result => result.IsGranted).Granted!;
            Assert.All(results.Where(result => !result.IsGranted), result => Assert.Equal(winner.Fence, result.Holder!.Fence));
        }
    }

    [Fact]
    public async Task TryReserve_BySameUserInAnotherSession_IsRefusedByDefault()
    {
        var backend = await CreateAsync();
        var held = await ReserveAsync(backend, "a", new(backend.Anna, "s1"));

        Assert.Equal(held.Fence, (await RefusedAsync(backend, "a", new(backend.Anna, "s2"))).Fence);
        Assert.Equal(held.Fence, (await RefusedAsync(backend, "a", new(backend.Anna))).Fence);
    }

    [Fact]
    public async Task TryReserve_BySameUserInAnotherSession_TakesItOverIfThatIsThePolicy()
    {
        var backend = await CreateAsync(("Clustering:Reservations:SameUser", "TakeOver"));
        var held = await ReserveAsync(backend, "a", new(backend.Anna, "s1"));

        var taken = await ReserveAsync(backend, "a", new(backend.Anna, "s2"));

        Assert.True(taken.Fence > held.Fence);
        Assert.Equal(ReservationStatus.Held, await RenewAsync(backend, "a", new(backend.Anna, "s1")));
        Assert.Equal(ReservationStatus.Held, await ReleaseAsync(backend, "a", new(backend.Anna, "s1")));
        Assert.Empty(await backend.Reservations.ListBySessionAsync("s1", Cancel));
        Assert.Equal(taken.Fence, (await RefusedAsync(backend, "a", new(backend.Ben))).Fence);
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("a:b", "1")]
    [InlineData("a\nb", "1")]
    [InlineData("a", "")]
    [InlineData("a", "1\t2")]
    public async Task TryReserve_OfAnImpossibleName_IsRefusedAtTheDoor(string category, string id)
    {
        var backend = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await backend.Reservations.TryReserveAsync(new(category, id), new(backend.Anna), Hour, null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await backend.Reservations.FindAsync(new(category, id), Cancel));
    }

    [Fact]
    public async Task TryReserve_WithTooMuch_IsRefusedAtTheDoor()
    {
        var backend = await CreateAsync();
        async Task AssertRefusedAsync(string id, ReservationOwner owner, ReservationLifetime lifetime, string? note = null) =>
            await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
                await backend.Reservations.TryReserveAsync(backend.Document(id), owner, lifetime, note, Cancel));

        await AssertRefusedAsync(new string('x', 257), new("u"), Hour);
        await AssertRefusedAsync(new string('é', 129), new("u"), Hour);
        await AssertRefusedAsync("a", new(""), Hour);
        await AssertRefusedAsync("a", new("a\tb"), Hour);
        await AssertRefusedAsync("a", new("u", "s\n"), Hour);
        await AssertRefusedAsync("a", new("u"), Hour, new string('x', 1025));
        await AssertRefusedAsync("a", new("u"), ReservationLifetime.Session);
        await AssertRefusedAsync("a", new("u"), ReservationLifetime.Fixed(TimeSpan.FromDays(8)));
        Assert.Null(await FindAsync(backend, "a"));
        await ReserveAsync(backend, "a:b:c " + new string('x', 200) + "'\"\\", new("Zoë \\ 'x'", "s"));
    }
}
