using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// A session that has ended stays ended, whoever still writes to it.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Commit_AfterTheSessionExpired_IsRefused()
    {
        await BeginAsync(("a", "1"));
        var request = await RequestAsync();
        await Backend.PassAsync(Idle + Minute);

        await AssertRefusedAsync(request);
    }

    [Fact]
    public async Task Commit_AfterAnotherEmptiedTheSession_IsRefused()
    {
        await BeginAsync(("a", "1"));
        var request = await RequestAsync();
        await (await RequestAsync()).ClearAsync();

        await AssertRefusedAsync(request);
    }

    [Fact]
    public async Task Commit_AfterTheSessionWasRevoked_IsRefused()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");
        var request = await RequestAsync();
        Assert.True(await RevokeAsync("anna", Id));

        await AssertRefusedAsync(request);
    }

    [Fact]
    public async Task Commit_AfterAllSessionsOfTheUserWereRevoked_IsRefused()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");
        var request = await RequestAsync();
        await RevokeAllAsync("anna");

        await AssertRefusedAsync(request);
    }

    [Fact]
    public async Task Commit_AfterTheAbsoluteLifetime_IsRefused()
    {
        Options.AbsoluteTimeout = 30 * Minute;
        await BeginAsync(("a", "1"));
        await Backend.PassAsync(15 * Minute);
        var request = await RequestAsync();
        await Backend.PassAsync(16 * Minute);

        await AssertRefusedAsync(request);
    }

    [Fact]
    public async Task Commit_AfterAnotherIncarnationBegan_IsRefusedAndLeavesThatAlone()
    {
        await BeginAsync(("a", "1"));
        var late = await RequestAsync();
        await (await RequestAsync()).ClearAsync(("b", "2"));
        var before = await LoadAsync();

        var commit = await late.CommitAsync(late.Delta() with { Sets = SessionRequest.Sets(("a", "3")), Removes = ["b"], User = new("ben", null) });

        Assert.Equal(SessionCommitStatus.Gone, commit.Status);
        Assert.Same(before.Snapshot, (await LoadAsync(known: before.Snapshot)).Snapshot);
        Assert.Empty(await ListAsync("ben"));
    }

    [Fact]
    public async Task Clear_OfASession_EndsIt()
    {
        await BeginAsync(("a", "1"));

        var commit = await (await RequestAsync()).ClearAsync();

        Assert.Equal(SessionCommitStatus.Empty, commit.Status);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Clear_ThenSet_BeginsAnotherIncarnationWithNothingOfTheOld()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SignInAsync("anna");
        await (await RequestAsync()).SetIdleAsync(5 * Minute);
        var request = await RequestAsync();

        var commit = await request.ClearAsync(("b", "2"));

        var load = await LoadAsync();
        Assert.Equal(SessionCommitStatus.Done, commit.Status);
        Assert.Null(commit.Before);
        Assert.NotEqual(request.Snapshot!.Incarnation, load.Snapshot!.Incarnation);
        Assert.Equal("b=2", Show(load));
        Assert.Null(load.Snapshot.User);
        Assert.Null(load.Snapshot.OwnIdle);
        AssertRemaining(Idle, load.Remaining);
        Assert.Empty(await ListAsync("anna"));
    }

    [Fact]
    public async Task Clear_WhereAnotherHasAlready_IsGone()
    {
        await BeginAsync(("a", "1"));
        var request = await RequestAsync();
        await (await RequestAsync()).ClearAsync();

        Assert.Equal(SessionCommitStatus.Gone, (await request.ClearAsync(("b", "2"))).Status);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfARequestThatFoundTheSessionEnded_BeginsAnother()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).ClearAsync();

        await (await RequestAsync()).SetAsync(("b", "2"));

        Assert.Equal("b=2", await ReadAsync());
    }

    private async Task AssertRefusedAsync(SessionRequest request)
    {
        var commits = new[]
        {
            await request.CommitAsync(request.Delta() with
            {
                Sets = SessionRequest.Sets(("late", "1")),
                Removes = ["a"],
                OwnIdle = 5 * Minute,
                User = new("ben", "phone"),
            }),
            await request.IncrementAsync("counter"),
            await request.TakeAsync("a"),
            await request.ClearAsync(("late", "1")),
        };

        Assert.All(commits, commit => Assert.Equal(SessionCommitStatus.Gone, commit.Status));
        Assert.Null(await request.RenewAsync(Backend.NewId()));
        Assert.False((await TouchAsync()).Exists);
        Assert.Null(await ReadAsync());
        Assert.Empty(await ListAsync("ben"));
    }
}
