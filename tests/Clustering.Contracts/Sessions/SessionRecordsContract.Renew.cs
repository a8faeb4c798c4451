using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// Another id for the same session.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Renew_OfASession_ShowsItUnderTheNewId()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna", "phone");
        var before = await RequestAsync();
        var newId = Backend.NewId();

        Assert.Equal(newId, await before.RenewAsync(newId));

        var load = await LoadAsync(newId, before.Snapshot);
        Assert.Equal(SessionLoadStatus.Found, load.Status);
        Assert.Same(before.Snapshot, load.Snapshot);
        AssertRemaining(Idle, load.Remaining);
        Assert.Equal([newId], await ListedAsync("anna"));
    }

    [Fact]
    public async Task Renew_ForTheGrace_LeavesTheSessionAsItWasUnderTheOldIdToBeReadOnly()
    {
        Options.RenewGrace = Minute;
        var newId = await RenewedAsync(("a", "1"));
        await (await RequestAsync(newId)).SetAsync(("a", "secret"));

        var old = await LoadAsync();

        Assert.Equal((SessionLoadStatus.Frozen, newId, "a=1"), (old.Status, old.MovedTo, Show(old)));
        AssertRemaining(Minute, old.Remaining);

        await Backend.PassAsync(Minute);
        Assert.Null(await ReadAsync());
        Assert.Equal("a=secret", await ReadAsync(newId));
    }

    [Fact]
    public async Task Renew_WithNoGrace_LeavesNothingUnderTheOldId()
    {
        Options.RenewGrace = TimeSpan.Zero;
        var newId = await RenewedAsync(("a", "1"));

        Assert.Null(await ReadAsync());
        Assert.Equal("a=1", await ReadAsync(newId));
    }

    [Fact]
    public async Task Renew_OfASessionInUseUnderTheOldId_DoesNotExtendTheGrace()
    {
        Options.RenewGrace = 2 * Minute;
        await RenewedAsync(("a", "1"));
        await Backend.PassAsync(Minute);

        await LoadAsync();
        await TouchAsync();

        await Backend.PassAsync(Minute);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Commit_ThatWasUnderWayDuringARenewal_IsToldTheNewIdAndStoredThere()
    {
        await BeginAsync(("a", "1"));
        var underWay = await RequestAsync();
        var newId = Backend.NewId();
        await (await RequestAsync()).RenewAsync(newId);
        var delta = underWay.Delta() with { Sets = SessionRequest.Sets(("b", "2")) };

        var told = await underWay.CommitAsync(delta);
        Assert.Equal((SessionCommitStatus.Moved, newId), (told.Status, told.MovedTo));
        Assert.Equal("a=1", await ReadAsync(newId));

        var stored = await new SessionRequest(Records, newId, Idle, underWay.Load).CommitAsync(delta);
        Assert.Equal(SessionCommitStatus.Done, stored.Status);
        Assert.Equal("a=1 b=2", await ReadAsync(newId));
        Assert.Equal("a=1", await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfARequestThatFoundNoneAndMeetsAnOldId_IsRefused()
    {
        var foundNone = await RequestAsync();
        var newId = await RenewedAsync(("a", "1"));

        Assert.Equal(SessionCommitStatus.Gone, (await foundNone.SetAsync(("b", "2"))).Status);
        Assert.Equal("a=1", await ReadAsync(newId));
    }

    [Fact]
    public async Task Renew_Repeated_ChangesNothing()
    {
        await BeginAsync(("a", "1"));
        var request = await RequestAsync();
        var newId = Backend.NewId();
        await request.RenewAsync(newId);
        await (await RequestAsync(newId)).SetAsync(("b", "2"));

        Assert.Equal(newId, await request.RenewAsync(newId));
        Assert.Equal("a=1 b=2", await ReadAsync(newId));
    }

    [Fact]
    public async Task Renew_ByTwoAtOnce_GivesBothTheFirstOnesId()
    {
        await BeginAsync(("a", "1"));
        var first = await RequestAsync();
        var second = await RequestAsync();
        var (firstId, secondId) = (Backend.NewId(), Backend.NewId());

        var ids = await Task.WhenAll(Task.Run(() => first.RenewAsync(firstId)), Task.Run(() => second.RenewAsync(secondId)));

        Assert.Equal(ids[0], ids[1]);
        var lost = Assert.Single((string[])[firstId, secondId], id => id != ids[0]);
        Assert.Equal("a=1", await ReadAsync(ids[0]));
        Assert.Null(await ReadAsync(lost));
    }

    [Fact]
    public async Task Renew_OfASessionThatHasEnded_IsRefused()
    {
        await BeginAsync(("a", "1"));
        var request = await RequestAsync();
        await (await RequestAsync()).ClearAsync(("b", "2"));

        Assert.Null(await request.RenewAsync(Backend.NewId()));
        Assert.Equal("b=2", await ReadAsync());
    }

    [Fact]
    public async Task Load_UnderTheOldIdAfterTheSessionEnded_IsMissing()
    {
        var newId = await RenewedAsync(("a", "1"));
        await (await RequestAsync(newId)).ClearAsync();

        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync()).Status);
    }

    [Fact]
    public async Task Load_UnderTheOldestOfThreeIdsAfterTheSessionEnded_IsMissing()
    {
        var second = await RenewedAsync(("a", "1"));
        var third = Backend.NewId();
        await (await RequestAsync(second)).RenewAsync(third);
        Assert.Equal(SessionLoadStatus.Frozen, (await LoadAsync()).Status);

        await (await RequestAsync(third)).ClearAsync();

        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync()).Status);
    }

    [Fact]
    public async Task Load_UnderTheOldIdAfterTheUserSignedInAndWasRevoked_IsMissing()
    {
        var newId = await RenewedAsync(("a", "1"));
        await (await RequestAsync(newId)).SignInAsync("anna");
        await RevokeAllAsync("anna");

        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync()).Status);
        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync(newId)).Status);
    }

    [Fact]
    public async Task Revoke_OfTheOldId_EndsTheSession()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");
        var newId = Backend.NewId();
        await (await RequestAsync()).RenewAsync(newId);

        Assert.True(await RevokeAsync("anna", Id));

        Assert.Null(await ReadAsync(newId));
        Assert.Null(await ReadAsync());
        Assert.Empty(await ListAsync("anna"));
    }

    [Fact]
    public async Task RevokeAll_ButTheOldId_KeepsTheSession()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");
        var newId = Backend.NewId();
        await (await RequestAsync()).RenewAsync(newId);

        for (var i = 0; i < 2; i++)
        {
            await RevokeAllAsync("anna", except: Id);

            Assert.Equal("a=1", await ReadAsync(newId));
            Assert.Equal("a=1", await ReadAsync());
            Assert.Equal([newId], await ListedAsync("anna"));
        }
    }

    [Fact]
    public async Task Renew_ByARequestThatKnewOfNoUserYet_KeepsTheSessionListed()
    {
        await BeginAsync(("a", "1"));
        var request = await RequestAsync();
        await (await RequestAsync()).SignInAsync("anna");
        var newId = Backend.NewId();

        await request.RenewAsync(newId);

        Assert.Equal([newId], await ListedAsync("anna"));
    }

    private async Task<string> RenewedAsync(params (string Key, string Value)[] values)
    {
        await BeginAsync(values);
        var newId = Backend.NewId();
        Assert.Equal(newId, await (await RequestAsync()).RenewAsync(newId));
        return newId;
    }
}
