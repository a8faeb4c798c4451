using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// Storing what changed, and nothing else.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Commit_OfDifferentKeysFromOneBase_LosesNothing()
    {
        await BeginAsync(("a", "1"), ("b", "1"), ("c", "1"));
        var first = await RequestAsync();
        var second = await RequestAsync();

        await first.SetAsync(("a", "2"), ("d", "2"));
        await second.CommitAsync(second.Delta() with { Sets = SessionRequest.Sets(("b", "3")), Removes = ["c"] });

        Assert.Equal("a=2 b=3 d=2", await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfManyAtOnceFromOneBase_LosesNothing()
    {
        await BeginAsync(("base", "0"));
        var requests = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RequestAsync()));

        await Task.WhenAll(requests.Select((request, i) => Task.Run(() => request.SetAsync(($"k{i:00}", $"{i}")))));

        var expected = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"k{i:00}={i}"));
        Assert.Equal($"base=0 {expected}", await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfOneKeyByTwo_KeepsTheLast()
    {
        await BeginAsync(("a", "0"));
        var first = await RequestAsync();
        var second = await RequestAsync();

        await second.SetAsync(("a", "second"));
        await first.SetAsync(("a", "first"));

        Assert.Equal("a=first", await ReadAsync());
    }

    [Fact]
    public async Task Commit_ByTwoThatBothFoundNone_Merges()
    {
        var first = await RequestAsync();
        var second = await RequestAsync();

        var begun = await first.SetAsync(("a", "1"));
        var merged = await second.SetAsync(("b", "2"));

        Assert.Null(begun.Before);
        Assert.Equal(begun.Tag, merged.Before);
        Assert.Equal("a=1 b=2", await ReadAsync());
    }

    [Fact]
    public async Task Commit_WithARemoval_RemovesThatKeyOnly()
    {
        await BeginAsync(("a", "1"), ("b", "2"));

        var commit = await (await RequestAsync()).RemoveAsync("a", "not there");

        Assert.Equal(SessionCommitStatus.Done, commit.Status);
        Assert.Equal("b=2", await ReadAsync());
    }

    [Fact]
    public async Task Commit_ThatRemovesTheLastKey_LeavesAnEmptySession()
    {
        await BeginAsync(("a", "1"));

        await (await RequestAsync()).RemoveAsync("a");

        Assert.Equal("", await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfARemovalWhereThereIsNoSession_MakesNone()
    {
        var commit = await (await RequestAsync()).RemoveAsync("a");

        Assert.Equal(SessionCommitStatus.Empty, commit.Status);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfAKeyRemovedByAnother_SetsIt()
    {
        await BeginAsync(("a", "1"), ("b", "1"));
        var request = await RequestAsync();
        await (await RequestAsync()).RemoveAsync("a");

        await request.SetAsync(("a", "2"));

        Assert.Equal("a=2 b=1", await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfKeysFoundExpired_RemovesThem()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync("code", "4711", Minute);
        await Backend.PassAsync(2 * Minute);
        var request = await RequestAsync();
        var deadline = request.Snapshot!.Entries["code"].Deadline;
        Assert.True(deadline <= request.Load.Now);

        await request.CommitAsync(request.Delta() with { Expired = [new("code", deadline)] });

        Assert.Equal(["a"], (await LoadAsync()).Snapshot!.Entries.Keys);
    }

    [Fact]
    public async Task Commit_OfAKeyFoundExpiredThatAnotherHasSetAgain_KeepsTheNewValue()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync("code", "4711", Minute);
        await Backend.PassAsync(2 * Minute);
        var request = await RequestAsync();
        var deadline = request.Snapshot!.Entries["code"].Deadline;
        await (await RequestAsync()).SetAsync("code", "0815", 5 * Minute);

        await request.CommitAsync(request.Delta() with { Expired = [new("code", deadline)] });

        Assert.Equal("a=1 code=0815", await ReadAsync());
    }

    [Fact]
    public async Task Commit_EachTime_NamesTheTagBeforeAndANewOne()
    {
        var first = await (await RequestAsync()).SetAsync(("a", "1"));
        var second = await (await RequestAsync()).SetAsync(("a", "1"));
        var third = await (await RequestAsync()).RemoveAsync("not there");

        Assert.Equal((null, first.Tag, second.Tag), (first.Before, second.Before, third.Before));
        Assert.Equal(3, new[] { first.Tag, second.Tag, third.Tag }.Distinct().Count());
        Assert.Equal(third.Tag, (await LoadAsync()).Snapshot!.Tag);
    }

    [Fact]
    public async Task Commit_AfterATime_BeginsTheWholeLifeAgain()
    {
        await BeginAsync(("a", "1"));
        await Backend.PassAsync(15 * Minute);
        var request = await RequestAsync();

        var commit = await request.SetAsync(("b", "2"));
        await Backend.PassAsync(15 * Minute);

        AssertRemaining(Idle, commit.Remaining);
        Assert.Equal("a=1 b=2", await ReadAsync());
    }
}
