using Clustering.Reservations;
using Clustering.Sessions;
using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Reservations;

// What lives as long as the web session does.
public abstract partial class ReservationContract
{
    [Fact]
    public async Task SessionBound_WithoutASession_IsNotMade()
    {
        var backend = await CreateAsync();

        await Assert.ThrowsAsync<SessionEndedException>(() => ReserveAsync(backend, "a", new(backend.Anna, backend.NewId()), ReservationLifetime.Session));

        Assert.Null(await FindAsync(backend, "a"));
    }

    [Fact]
    public async Task SessionBound_WhoseVisitorLogsOut_IsFreeAtOnce()
    {
        var (backend, id, owner) = await BoundAsync();

        await (await backend.RequestAsync(id)).ClearAsync();

        await AssertFreeAsync(backend, owner);
    }

    [Fact]
    public async Task SessionBound_WhoseSessionBeginsAnewUnderTheSameId_IsFreeForOthers()
    {
        var (backend, id, owner) = await BoundAsync();
        var held = (await FindAsync(backend, "a"))!;

        await (await backend.RequestAsync(id)).ClearAsync(("b", "2"));

        Assert.Null(await FindAsync(backend, "a"));
        Assert.True((await ReserveAsync(backend, "a", owner, ReservationLifetime.Session)).Fence > held.Fence);
    }

    [Fact]
    public async Task SessionBound_WhoseSessionIsNotUsed_EndsWithIt()
    {
        var (backend, _, owner) = await BoundAsync();
        await backend.PassAsync(20 * Minute);
        Assert.NotNull(await FindAsync(backend, "a"));

        await backend.PassAsync(Minute);

        await AssertFreeAsync(backend, owner);
    }

    [Fact]
    public async Task SessionBound_WhoseSessionReachesItsAbsoluteEnd_EndsWithIt()
    {
        var (backend, id, owner) = await BoundAsync(settings: ("Clustering:Sessions:AbsoluteTimeout", "45m"));
        for (var minutes = 0; minutes < 40; minutes += 10)
        {
            await backend.PassAsync(10 * Minute);
            await backend.RequestAsync(id);
        }

        Assert.NotNull(await FindAsync(backend, "a"));
        await backend.PassAsync(6 * Minute);

        await AssertFreeAsync(backend, owner);
    }

    [Fact]
    public async Task SessionBound_WhoseSessionIsRevoked_IsFreeAtOnce()
    {
        var (backend, id, owner) = await BoundAsync(signedIn: true);

        Assert.True(await Directory(backend).RevokeAsync(backend.Anna, id, Cancel));

        await AssertFreeAsync(backend, owner);
    }

    [Fact]
    public async Task SessionBound_WhoseUserIsRevokedEverywhere_IsFreeAtOnceButForTheSessionThatIsKept()
    {
        var (backend, _, owner) = await BoundAsync(signedIn: true);
        var kept = await backend.BeginAsync(backend.Anna);
        await ReserveAsync(backend, "kept", new(backend.Anna, kept), ReservationLifetime.Session);

        await Directory(backend).RevokeAllAsync(backend.Anna, kept, Cancel);

        Assert.Equal(kept, (await FindAsync(backend, "kept"))!.Owner.SessionId);
        await AssertFreeAsync(backend, owner);
    }

    [Fact]
    public async Task SessionBound_WhoseUserSignsOut_IsFreeAlthoughTheSessionLives()
    {
        var (backend, id, owner) = await BoundAsync(signedIn: true);

        await (await backend.RequestAsync(id)).SignOutAsync();

        Assert.Equal(ReservationStatus.Gone, await RenewAsync(backend, "a", owner));
        await AssertFreeAsync(backend, owner);
    }

    [Fact]
    public async Task SessionBound_WhereSomebodyElseSignsIn_IsNotHis()
    {
        var (backend, id, _) = await BoundAsync(signedIn: true);

        await (await backend.RequestAsync(id)).SignInAsync(backend.Ben);

        Assert.Null(await FindAsync(backend, "a"));
        Assert.Equal(backend.Ben, (await ReserveAsync(backend, "a", new(backend.Ben, id), ReservationLifetime.Session)).Owner.User);
    }

    [Fact]
    public async Task SessionBound_WhoseSessionGetsAnotherId_StaysHis()
    {
        var (backend, id, owner) = await BoundAsync(signedIn: true);
        var held = (await FindAsync(backend, "a"))!;
        var newId = backend.NewId();

        Assert.Equal(newId, await (await backend.RequestAsync(id)).RenewAsync(newId));

        Assert.Equal(held.Fence, (await ReserveAsync(backend, "a", owner, ReservationLifetime.Session)).Fence);
        Assert.Equal(held.Fence, (await ReserveAsync(backend, "a", new(backend.Anna, newId), ReservationLifetime.Session)).Fence);
        Assert.Equal(held.Fence, (await RefusedAsync(backend, "a", new(backend.Ben))).Fence);
        await backend.SettleAsync();
        await backend.PassAsync(5 * Minute);
        Assert.Equal(newId, (await FindAsync(backend, "a"))!.Owner.SessionId);
        Assert.Equal(newId, Assert.Single(await backend.Reservations.ListBySessionAsync(newId, Cancel)).Owner.SessionId);
        Assert.Equal(ReservationStatus.Done, await ReleaseAsync(backend, "a", new(backend.Anna, newId)));
    }

    [Fact]
    public async Task Renew_UnderTheFormerId_LooksAtTheSessionAndNotAtItsFrozenCopy()
    {
        var backend = await CreateAsync();
        var (id, newId) = (await backend.BeginAsync(backend.Anna), backend.NewId());
        await (await backend.RequestAsync(id)).RenewAsync(newId);
        await (await backend.RequestAsync(newId)).SignInAsync(backend.Ben);
        var held = await ReserveAsync(backend, "a", new(backend.Ben, newId), ReservationLifetime.Session);

        var outcome = await backend.Reservations.RenewAsync(backend.Document("a"), new(backend.Ben, id), null, Cancel);

        Assert.Equal((ReservationStatus.Done, held.Fence), (outcome.Status, outcome.Reservation?.Fence));
        Assert.True((await backend.Reservations.TransferAsync(backend.Document("a"), new(backend.Ben, id), new(backend.Anna), Hour, null, Cancel)).IsDone);
    }

    [Fact]
    public async Task Fixed_RenewedUnderTheFormerId_StaysListedInTheSession()
    {
        var backend = await CreateAsync();
        var (id, newId) = (await backend.BeginAsync(), backend.NewId());
        await ReserveAsync(backend, "a", new(backend.Anna, id), ReservationLifetime.Fixed(3 * Minute));
        await (await backend.RequestAsync(id)).RenewAsync(newId);

        Assert.Equal(ReservationStatus.Done, await RenewAsync(backend, "a", new(backend.Anna, id), 9 * Minute));
        await backend.PassAsync(5 * Minute);
        await ReserveAsync(backend, "b", new(backend.Anna, newId));

        Assert.Equal(["a", "b"], (await backend.Reservations.ListBySessionAsync(newId, Cancel)).Select(one => one.Resource.Id));
        Assert.Equal(ReservationStatus.Done, await ReleaseAsync(backend, "a", new(backend.Anna, newId)));
    }

    [Fact]
    public async Task SessionBound_WhoseUserIsRevokedButForTheRenewedSession_StaysHisUnderTheFormerId()
    {
        var (backend, id, owner) = await BoundAsync(signedIn: true);
        var held = (await FindAsync(backend, "a"))!;
        var newId = backend.NewId();
        await (await backend.RequestAsync(id)).RenewAsync(newId);

        await Directory(backend).RevokeAllAsync(backend.Anna, newId, Cancel);

        Assert.Equal(held.Fence, (await FindAsync(backend, "a"))?.Fence);
        Assert.Equal(held.Fence, (await RefusedAsync(backend, "a", new(backend.Ben))).Fence);
        Assert.Equal(ReservationStatus.Done, await RenewAsync(backend, "a", owner with { SessionId = newId }));
    }

    [Fact]
    public async Task SessionBound_WhoseSessionGotAnotherIdAndEnds_IsFree()
    {
        var (backend, id, owner) = await BoundAsync();
        var newId = backend.NewId();
        await (await backend.RequestAsync(id)).RenewAsync(newId);

        await (await backend.RequestAsync(newId)).ClearAsync();

        await AssertFreeAsync(backend, owner);
    }

    [Fact]
    public async Task SessionBound_WhoseSessionIsUsed_LivesOnAndOn()
    {
        var (backend, id, owner) = await BoundAsync(settings: ("Clustering:Sessions:LongestIdleTimeout", "1h"));
        var held = (await FindAsync(backend, "a"))!;

        for (var i = 0; i < 500; i++)
        {
            await backend.Records.TouchAsync(id, ReservationBackend.Idle, null, TimeSpan.FromSeconds(30), Cancel);
            if (i % 10 == 9)
            {
                await backend.PassAsync(15 * Minute);
                Assert.Equal(held.Fence, (await FindAsync(backend, "a"))?.Fence);
            }
        }

        Assert.Equal(ReservationStatus.Done, await RenewAsync(backend, "a", owner));
        Assert.Single(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel));
    }

    [Fact]
    public async Task SessionBound_Released_IsFreeAlthoughTheSessionLives()
    {
        var (backend, _, owner) = await BoundAsync();

        Assert.Equal(ReservationStatus.Done, await ReleaseAsync(backend, "a", owner));

        await ReserveAsync(backend, "a", new(backend.Ben));
    }

    [Fact]
    public async Task SessionBound_UntilIsUnknown()
    {
        var (backend, _, _) = await BoundAsync();

        var found = (await FindAsync(backend, "a"))!;

        Assert.Equal((ReservationKind.Session, null), (found.Kind, found.Until));
    }

    [Fact]
    public async Task TryReserveAll_WhereSomeHoldersHaveLoggedOut_GetsThose()
    {
        var backend = await CreateAsync();
        var (gone, stays) = (await backend.BeginAsync(), await backend.BeginAsync());
        await ReserveAsync(backend, "a", new(backend.Anna, gone), ReservationLifetime.Session);
        await ReserveAsync(backend, "b", new(backend.Anna, gone), ReservationLifetime.Session);
        await ReserveAsync(backend, "c", new(backend.Anna, stays), ReservationLifetime.Session);
        await (await backend.RequestAsync(gone)).ClearAsync();

        var results = await ReserveAllAsync(backend, new(backend.Ben), ReservationMode.BestEffort, "a", "b", "c");
        Assert.Equal([true, true, false], results.Select(result => result.IsGranted));

        await (await backend.RequestAsync(stays)).ClearAsync();
        results = await ReserveAllAsync(backend, new(backend.Ben), ReservationMode.AllOrNothing, "a", "b", "c");
        Assert.Equal([true, true, true], results.Select(result => result.IsGranted));
    }

    [Fact]
    public async Task SessionBound_ReservedWhileItsVisitorLogsOut_NeverStays()
    {
        var backend = await CreateAsync();
        for (var round = 0; round < 500; round++)
        {
            var id = await backend.BeginAsync();
            var request = await backend.RequestAsync(id);
            var document = backend.Document($"{round}");

            var ended = Task.Run(() => request.ClearAsync(), Cancel);
            await Task.WhenAll(ended, Task.Run(() => TryBindAsync(backend, document, new(backend.Anna, id)), Cancel));

            Assert.Equal(SessionCommitStatus.Empty, (await ended).Status);
            Assert.True((await backend.Reservations.TryReserveAsync(document, new(backend.Ben), Hour, null, Cancel)).IsGranted);
        }
    }

    private static async Task TryBindAsync(ReservationBackend backend, ReservationResource document, ReservationOwner owner)
    {
        try
        {
            await backend.Reservations.TryReserveAsync(document, owner, ReservationLifetime.Session, null, Cancel);
        }
        catch (SessionEndedException)
        {
            // It came too late.
        }
    }

    private async Task<(ReservationBackend Backend, string SessionId, ReservationOwner Owner)> BoundAsync(
        bool signedIn = false, params (string Key, string Value)[] settings)
    {
        var backend = await CreateAsync(settings);
        var id = await backend.BeginAsync(signedIn ? backend.Anna : null);
        var owner = new ReservationOwner(backend.Anna, id);
        await ReserveAsync(backend, "a", owner, ReservationLifetime.Session);
        Assert.Equal(id, (await RefusedAsync(backend, "a", new(backend.Ben))).Owner.SessionId);
        return (backend, id, owner);
    }

    private static async Task AssertFreeAsync(ReservationBackend backend, ReservationOwner former)
    {
        await ReserveAsync(backend, "a", new(backend.Ben));
        Assert.Equal(ReservationStatus.Held, await RenewAsync(backend, "a", former));
        Assert.DoesNotContain(await backend.Reservations.ListByUserAsync(former.User, Cancel), one => one.Resource == backend.Document("a"));
        Assert.Empty(await backend.Reservations.ListBySessionAsync(former.SessionId!, Cancel));
    }
}
