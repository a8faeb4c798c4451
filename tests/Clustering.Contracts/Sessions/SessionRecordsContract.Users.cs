using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// Whose a session is, and ending the sessions of a user.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task SignIn_WhereThereIsNoSession_BeginsOneThatIsListed()
    {
        await (await RequestAsync()).SignInAsync("anna", "phone");

        var session = Assert.Single(await ListAsync("anna"));
        Assert.Equal((Id, "anna", "phone"), (session.Id, session.User, session.Device));
        Assert.Equal("anna", (await LoadAsync()).Snapshot!.User);
        Assert.Equal("anna", (await TouchAsync()).User);
    }

    [Fact]
    public async Task List_OfASession_TellsWhenItBeganWasUsedAndEnds()
    {
        await (await RequestAsync()).SignInAsync("anna");
        var signedIn = Assert.Single(await ListAsync("anna")).SignedInAt;
        await Backend.PassAsync(5 * Minute);
        await LoadAsync();

        var session = Assert.Single(await ListAsync("anna"));

        Assert.Null(session.Device);
        Assert.InRange(session.LastSeenAt - session.SignedInAt, 5 * Minute - Grain, 5 * Minute + Slowness);
        Assert.InRange(session.ExpiresAt - session.LastSeenAt, Idle - Grain, Idle + Grain);
        Assert.True(session.LastSeenAt > signedIn - Grain);
    }

    [Fact]
    public async Task List_OfSeveral_IsByLastUseAndHoldsOneUserOnly()
    {
        var (older, newer, bens) = (Backend.NewId(), Backend.NewId(), Backend.NewId());
        await (await RequestAsync(older)).SignInAsync("anna");
        await (await RequestAsync(bens)).SignInAsync("ben");
        await Backend.PassAsync(Minute);
        await (await RequestAsync(newer)).SignInAsync("anna");
        Assert.Equal([newer, older], await ListedAsync("anna"));

        await Backend.PassAsync(2 * Minute);
        await LoadAsync(older);

        Assert.Equal([older, newer], await ListedAsync("anna"));
        Assert.Equal([bens], await ListedAsync("ben"));
    }

    [Fact]
    public async Task List_OfSessionsThatHaveEnded_LeavesThemOut()
    {
        var (expired, cleared, alive) = (Backend.NewId(), Backend.NewId(), Backend.NewId());
        foreach (var id in (string[])[expired, cleared, alive])
        {
            await (await RequestAsync(id)).SignInAsync("anna");
        }

        await (await RequestAsync(expired)).SetIdleAsync(5 * Minute);
        await (await RequestAsync(cleared)).ClearAsync();
        await Backend.PassAsync(6 * Minute);

        Assert.Equal([alive], await ListedAsync("anna"));
        Assert.Equal([alive], await ListedAsync("anna"));
    }

    [Fact]
    public async Task List_OfAUserWhoIsSignedInNowhere_IsEmpty() => Assert.Empty(await ListAsync("anna"));

    [Fact]
    public async Task List_OfASessionKeptAliveByTouchesAlone_StillHasIt()
    {
        await (await RequestAsync()).SignInAsync("anna");
        for (var i = 0; i < 5; i++)
        {
            await Backend.PassAsync(15 * Minute);
            await TouchAsync(user: "anna");
        }

        Assert.Equal([Id], await ListedAsync("anna"));
    }

    [Fact]
    public async Task SignOut_OfASession_KeepsItsValuesAndTakesItOffTheList()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");

        await (await RequestAsync()).SignOutAsync();

        var load = await LoadAsync();
        Assert.Equal("a=1", Show(load));
        Assert.Null(load.Snapshot!.User);
        Assert.Empty(await ListAsync("anna"));
    }

    [Fact]
    public async Task SignIn_OfAnother_MovesTheSessionToHisList()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");

        await (await RequestAsync()).SignInAsync("ben");

        Assert.Empty(await ListAsync("anna"));
        Assert.Equal([Id], await ListedAsync("ben"));
        await RevokeAllAsync("anna");
        Assert.Equal("a=1", await ReadAsync());
    }

    [Fact]
    public async Task Revoke_OfASession_EndsThatOneAndSaysSo()
    {
        var other = Backend.NewId();
        await (await RequestAsync()).SignInAsync("anna");
        await (await RequestAsync(other)).SignInAsync("anna");

        Assert.True(await RevokeAsync("anna", Id));

        Assert.Null(await ReadAsync());
        Assert.Equal([other], await ListedAsync("anna"));
        Assert.False(await RevokeAsync("anna", Id));
    }

    [Fact]
    public async Task Revoke_OfASessionOfSomebodyElse_LeavesItAlone()
    {
        await (await RequestAsync()).SignInAsync("anna");

        Assert.False(await RevokeAsync("ben", Id));

        Assert.Equal([Id], await ListedAsync("anna"));
    }

    [Fact]
    public async Task RevokeAll_OfAUser_EndsEverySessionOfHisAndNoOther()
    {
        var (second, nobodys, bens) = (Backend.NewId(), Backend.NewId(), Backend.NewId());
        await (await RequestAsync()).SignInAsync("anna");
        await (await RequestAsync(second)).SignInAsync("anna");
        await (await RequestAsync(nobodys)).SetAsync(("a", "1"));
        await (await RequestAsync(bens)).SignInAsync("ben");

        await RevokeAllAsync("anna");

        Assert.Equal((null, null, "a=1", ""), (await ReadAsync(), await ReadAsync(second), await ReadAsync(nobodys), await ReadAsync(bens)));
        Assert.Empty(await ListAsync("anna"));
    }

    [Fact]
    public async Task RevokeAll_ButOne_KeepsThatOne()
    {
        var other = Backend.NewId();
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");
        await (await RequestAsync(other)).SignInAsync("anna");
        var request = await RequestAsync();

        await RevokeAllAsync("anna", except: Id);

        Assert.Null(await ReadAsync(other));
        Assert.Equal([Id], await ListedAsync("anna"));
        Assert.Equal(SessionCommitStatus.Done, (await request.SetAsync(("b", "2"))).Status);
        Assert.Equal("a=1 b=2", await ReadAsync());
    }

    [Fact]
    public async Task RevokeAll_ButOneOfSomebodyElse_EndsAll()
    {
        var bens = Backend.NewId();
        await (await RequestAsync()).SignInAsync("anna");
        await (await RequestAsync(bens)).SignInAsync("ben");

        await RevokeAllAsync("anna", except: bens);

        Assert.Null(await ReadAsync());
        Assert.Equal([bens], await ListedAsync("ben"));
    }

    [Fact]
    public async Task SignIn_AfterARevocation_Survives()
    {
        // No time passes on a turned clock, and hardly any over Redis: sign-ins and revocations share their microseconds.
        for (var i = 0; i < 20; i++)
        {
            var id = Backend.NewId();
            await RevokeAllAsync("anna");
            await (await RequestAsync(id)).SignInAsync("anna");

            Assert.Equal([id], await ListedAsync("anna"));
            Assert.Equal("", await ReadAsync(id));
        }
    }

    [Fact]
    public async Task SignIn_AgainInASessionSignedInBefore_ComesAfterTheRevocation()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");
        await (await RequestAsync()).SignOutAsync();
        await RevokeAllAsync("anna");
        await (await RequestAsync()).SignInAsync("anna");

        Assert.Equal("a=1", await ReadAsync());
    }

    [Fact]
    public async Task RevokeAll_AgainstSignInsAtTheSameMoment_LeavesEachSessionWholeOrEndsIt()
    {
        var ids = Enumerable.Range(0, 30).Select(_ => Backend.NewId()).ToList();
        var requests = await Task.WhenAll(ids.Select(id => RequestAsync(id)));

        await Task.WhenAll(requests.Select((request, i) => i % 10 == 5
            ? Task.Run(() => RevokeAllAsync("anna"))
            : Task.Run(async () => { await request.SignInAsync("anna"); })));

        var alive = new List<string>();
        foreach (var id in ids)
        {
            if (await ReadAsync(id) is not null)
            {
                alive.Add(id);
            }
        }

        Assert.Equal(alive.Order(), (await ListedAsync("anna")).Order());
    }
}
