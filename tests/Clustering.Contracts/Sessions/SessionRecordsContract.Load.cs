using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// Reading.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Load_WhereThereIsNoSession_IsMissing()
    {
        var load = await LoadAsync();

        Assert.Equal(SessionLoadStatus.Missing, load.Status);
        Assert.Null(load.Snapshot);
        Assert.Null(load.StockData);
    }

    [Fact]
    public async Task Load_AfterACommit_FindsWhatWasCommittedAndTheWholeLife()
    {
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "1"), ("b", "2")) };
        var commit = await request.CommitAsync(delta);

        var load = await LoadAsync();

        Assert.Equal(SessionLoadStatus.Found, load.Status);
        Assert.Equal("a=1 b=2", Show(load));
        Assert.Equal(delta.NewIncarnation, load.Snapshot!.Incarnation);
        Assert.Equal(commit.Tag, load.Snapshot.Tag);
        Assert.Null(load.Snapshot.User);
        Assert.Null(load.Snapshot.OwnIdle);
        Assert.False(load.Touched);
        AssertRemaining(Idle, load.Remaining);
    }

    [Fact]
    public async Task Load_WithACopyThatIsStillRight_GivesTheCopyBack()
    {
        await BeginAsync(("a", "1"));
        var copy = (await LoadAsync()).Snapshot;

        var load = await LoadAsync(known: copy);

        Assert.Equal(SessionLoadStatus.Found, load.Status);
        Assert.Same(copy, load.Snapshot);
        AssertRemaining(Idle, load.Remaining);
    }

    [Fact]
    public async Task Load_WithACopyAfterATouch_GivesTheCopyBack()
    {
        await BeginAsync(("a", "1"));
        var copy = (await LoadAsync()).Snapshot;
        await Backend.PassAsync(2 * Minute);

        var load = await LoadAsync(known: copy);

        Assert.True(load.Touched);
        Assert.Same(copy, load.Snapshot);
    }

    [Fact]
    public async Task Load_WithACopyAfterAnothersCommit_FindsTheNewValues()
    {
        await BeginAsync(("a", "1"));
        var copy = (await LoadAsync()).Snapshot;
        await (await RequestAsync()).SetAsync(("a", "2"));

        var load = await LoadAsync(known: copy);

        Assert.NotSame(copy, load.Snapshot);
        Assert.Equal("a=2", Show(load));
    }

    [Fact]
    public async Task Load_WithACopyOfAnEarlierIncarnation_FindsTheLaterOne()
    {
        await BeginAsync(("a", "1"));
        var copy = (await LoadAsync()).Snapshot;
        await (await RequestAsync()).ClearAsync(("b", "2"));

        var load = await LoadAsync(known: copy);

        Assert.NotEqual(copy!.Incarnation, load.Snapshot!.Incarnation);
        Assert.Equal("b=2", Show(load));
    }

    [Fact]
    public async Task Load_WithACopyWhoseTagALaterIncarnationHasAgain_FindsTheLaterOne()
    {
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "1")) };
        await request.CommitAsync(delta);
        var copy = (await LoadAsync()).Snapshot;
        await (await RequestAsync()).ClearAsync();

        var repeated = await request.CommitAsync(delta with { NewIncarnation = SessionIds.NewName(), Sets = SessionRequest.Sets(("a", "2")) });

        Assert.Equal(copy!.Tag, repeated.Tag);
        Assert.Equal("a=2", Show(await LoadAsync(known: copy)));
    }

    [Fact]
    public async Task Load_WithACopyOfASessionThatHasEnded_IsMissing()
    {
        await BeginAsync(("a", "1"));
        var copy = (await LoadAsync()).Snapshot;
        await (await RequestAsync()).ClearAsync();

        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync(known: copy)).Status);
    }

    [Fact]
    public async Task Load_SnapshotTakenBefore_IsNotChangedByLaterCommits()
    {
        await BeginAsync(("a", "1"));
        var before = await LoadAsync();

        await (await RequestAsync()).SetAsync(("a", "2"), ("b", "3"));

        Assert.Equal("a=1", Show(before));
    }
}
