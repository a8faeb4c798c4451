using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// How long sessions and their values live.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Set_WithALifetime_EndsThenAndTheSessionDoesNot()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync("code", "4711", 5 * Minute);
        Assert.Equal("a=1 code=4711", await ReadAsync());

        await Backend.PassAsync(4 * Minute);
        Assert.Equal("a=1 code=4711", await ReadAsync());

        await Backend.PassAsync(2 * Minute);
        Assert.Equal("a=1", await ReadAsync());
    }

    [Fact]
    public async Task Set_WithALifetimeAgain_CountsFromThen()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync("code", "1", 5 * Minute);
        await Backend.PassAsync(4 * Minute);
        await (await RequestAsync()).SetAsync("code", "2", 5 * Minute);

        await Backend.PassAsync(4 * Minute);

        Assert.Equal("a=1 code=2", await ReadAsync());
    }

    [Fact]
    public async Task Set_WithoutALifetimeOverOneThatHadIt_LivesWithTheSession()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync("code", "1", 5 * Minute);
        await (await RequestAsync()).SetAsync(("code", "2"));

        await Backend.PassAsync(10 * Minute);

        Assert.Equal("a=1 code=2", await ReadAsync());
    }

    [Fact]
    public async Task Set_AfterARemovalOfAValueWithALifetime_LivesWithTheSession()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync("code", "1", 5 * Minute);
        await (await RequestAsync()).RemoveAsync("code");
        await (await RequestAsync()).SetAsync(("code", "2"));

        Assert.Equal(long.MaxValue, (await LoadAsync()).Snapshot!.Entries["code"].Deadline);
    }

    [Fact]
    public async Task Load_WithinTheIdleTimeoutAgainAndAgain_KeepsTheSession()
    {
        await BeginAsync(("a", "1"));
        for (var i = 0; i < 4; i++)
        {
            await Backend.PassAsync(15 * Minute);
            Assert.Equal("a=1", await ReadAsync());
        }

        await Backend.PassAsync(Idle);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task OwnIdleTimeout_LongerThanTheApps_HoldsFromThenOn()
    {
        await BeginAsync(("a", "1"));
        var commit = await (await RequestAsync()).SetIdleAsync(3 * Idle);
        AssertRemaining(3 * Idle, commit.Remaining);

        await Backend.PassAsync(2 * Idle);
        var request = await RequestAsync();
        AssertRemaining(3 * Idle, request.Load.Remaining);
        Assert.Equal(3 * Idle, request.Snapshot!.OwnIdle);

        AssertRemaining(3 * Idle, (await request.SetAsync(("b", "2"))).Remaining);
    }

    [Fact]
    public async Task OwnIdleTimeout_ShorterThanTheApps_EndsTheSessionThen()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetIdleAsync(5 * Minute);

        await Backend.PassAsync(5 * Minute);

        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task OwnIdleTimeout_ShorterThanTheTouchGranularity_IsExtendedByUse()
    {
        Options.TouchGranularity = 2 * Minute;
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetIdleAsync(Minute);

        for (var i = 0; i < 5; i++)
        {
            await Backend.PassAsync(Minute / 2);
            Assert.True((await TouchAsync()).Touched);
            await Backend.PassAsync(Minute / 2);
            Assert.Equal("a=1", await ReadAsync());
        }
    }

    [Fact]
    public async Task OwnIdleTimeout_TakenBack_LeavesTheApps()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetIdleAsync(3 * Idle);

        var commit = await (await RequestAsync()).SetIdleAsync(null);

        AssertRemaining(Idle, commit.Remaining);
        Assert.Null((await LoadAsync()).Snapshot!.OwnIdle);
    }

    [Fact]
    public async Task OwnIdleTimeout_WhereThereIsNoSession_BeginsOne()
    {
        var commit = await (await RequestAsync()).SetIdleAsync(5 * Minute);

        Assert.Equal(SessionCommitStatus.Done, commit.Status);
        AssertRemaining(5 * Minute, commit.Remaining);
    }

    [Fact]
    public async Task AbsoluteLifetime_OfASessionInUse_EndsIt()
    {
        Options.AbsoluteTimeout = 50 * Minute;
        await BeginAsync(("a", "1"));
        foreach (var remaining in (TimeSpan[])[Idle, Idle, Idle, 10 * Minute])
        {
            await Backend.PassAsync(10 * Minute);
            AssertRemaining(remaining, (await LoadAsync()).Remaining);
        }

        await Backend.PassAsync(10 * Minute);
        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync()).Status);
    }

    [Fact]
    public async Task AbsoluteLifetime_OfASessionThatIsCommittedTo_IsNotExtended()
    {
        Options.AbsoluteTimeout = 30 * Minute;
        await BeginAsync(("a", "1"));
        await Backend.PassAsync(15 * Minute);
        await (await RequestAsync()).SetIdleAsync(3 * Idle);
        await Backend.PassAsync(10 * Minute);

        AssertRemaining(5 * Minute, (await (await RequestAsync()).SetAsync(("b", "2"))).Remaining);
    }

    [Fact]
    public async Task AbsoluteLifetime_OfTheNextIncarnation_BeginsWithIt()
    {
        Options.AbsoluteTimeout = 30 * Minute;
        await BeginAsync(("a", "1"));
        await Backend.PassAsync(15 * Minute);
        await (await RequestAsync()).ClearAsync(("b", "2"));

        await Backend.PassAsync(17 * Minute);

        Assert.Equal("b=2", await ReadAsync());
    }

    [Fact]
    public async Task Touch_WhereThereIsNoSession_SaysSo()
    {
        var touch = await TouchAsync();

        Assert.Equal((false, false), (touch.Exists, touch.Touched));
    }

    [Fact]
    public async Task Touch_NotYetDue_LeavesTheLifeAsItIs()
    {
        await BeginAsync(("a", "1"));
        await Backend.PassAsync(Minute / 2);

        var touch = await TouchAsync();

        Assert.Equal((true, false), (touch.Exists, touch.Touched));
        AssertRemaining(Idle - (Minute / 2), touch.Remaining);
    }

    [Fact]
    public async Task Touch_WhenDue_BeginsTheWholeLifeAgain()
    {
        await BeginAsync(("a", "1"));
        await Backend.PassAsync(2 * Minute);

        var touch = await TouchAsync();

        Assert.Equal((true, true), (touch.Exists, touch.Touched));
        AssertRemaining(Idle, touch.Remaining);
        Assert.Equal(Idle, touch.Life);
    }

    [Fact]
    public async Task Touch_OfASessionWithItsOwnIdleTimeout_TellsIt()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetIdleAsync(3 * Idle);

        Assert.Equal(3 * Idle, (await TouchAsync()).Life);
    }

    [Fact]
    public async Task Touch_WithGranularityZero_IsAlwaysDue()
    {
        Options.TouchGranularity = TimeSpan.Zero;
        await BeginAsync(("a", "1"));
        await Backend.PassAsync(TimeSpan.FromMilliseconds(2));

        Assert.True((await TouchAsync()).Touched);
    }

    [Fact]
    public async Task Touch_OfASessionInUse_EndsItAtMostTheGranularityEarlyAndNeverLate()
    {
        Options.TouchGranularity = Minute;
        await BeginAsync(("a", "1"));
        for (var i = 0; i < 20; i++)
        {
            await Backend.PassAsync(TimeSpan.FromSeconds(25));
            Assert.InRange((await TouchAsync()).Remaining, Idle - Minute - Slowness, Idle);
        }

        await Backend.PassAsync(Idle);
        Assert.False((await TouchAsync()).Exists);
    }
}
