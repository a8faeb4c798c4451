using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// A commit whose answer got lost is sent again, and must not happen twice.
public abstract partial class SessionRecordsContract
{
    private const int RememberedRequests = 8;

    [Fact]
    public async Task Commit_Repeated_ChangesNothing()
    {
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "1")) };
        var first = await request.CommitAsync(delta);

        var second = await request.CommitAsync(delta);

        Assert.Equal(SessionCommitStatus.Done, second.Status);
        Assert.False(first.IsRepeated);
        Assert.True(second.IsRepeated);
        Assert.Equal(first.Tag, second.Tag);
        Assert.Equal(first.Tag, (await LoadAsync()).Snapshot!.Tag);
    }

    [Fact]
    public async Task Commit_RepeatedAfterOthers_DoesNotUndoTheirs()
    {
        await BeginAsync(("a", "0"), ("b", "0"));
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "mine")), Removes = ["b"] };
        await request.CommitAsync(delta);
        var other = await (await RequestAsync()).SetAsync(("a", "another's"), ("b", "another's"));

        var repeated = await request.CommitAsync(delta);

        Assert.Equal((SessionCommitStatus.Done, true, other.Tag), (repeated.Status, repeated.IsRepeated, repeated.Tag));
        Assert.Equal("a=another's b=another's", await ReadAsync());
    }

    [Fact]
    public async Task Commit_RepeatedAfterSevenOthers_IsStillRemembered()
    {
        await BeginAsync(("a", "0"));
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "mine")) };
        await request.CommitAsync(delta);
        for (var i = 1; i < RememberedRequests; i++)
        {
            await (await RequestAsync()).SetAsync(("a", $"{i}"));
        }

        Assert.True((await request.CommitAsync(delta)).IsRepeated);
        Assert.Equal("a=7", await ReadAsync());
    }

    [Fact]
    public async Task Commit_ThatEmptiedAndSet_RepeatedChangesNothing()
    {
        await BeginAsync(("a", "0"));
        var request = await RequestAsync();
        var delta = request.Delta() with { Cleared = true, Sets = SessionRequest.Sets(("b", "1")) };
        await request.CommitAsync(delta);
        await (await RequestAsync()).SetAsync(("c", "2"));

        Assert.True((await request.CommitAsync(delta)).IsRepeated);
        Assert.Equal("b=1 c=2", await ReadAsync());
    }

    [Fact]
    public async Task Commit_RepeatedAfterTheSessionEnded_IsRefused()
    {
        await BeginAsync(("a", "0"));
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "1")) };
        await request.CommitAsync(delta);
        await (await RequestAsync()).ClearAsync();

        Assert.Equal(SessionCommitStatus.Gone, (await request.CommitAsync(delta)).Status);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Increment_Repeated_GivesTheSameAnswer()
    {
        await BeginAsync(("a", "0"));
        var request = await RequestAsync();
        var increment = request.Increment("n", 5);

        Assert.Equal("5", Result(await request.CommitAsync(increment)));
        Assert.Equal("5", Result(await request.CommitAsync(increment)));
        Assert.Equal("a=0 n=5", await ReadAsync());
    }

    [Fact]
    public async Task Increment_RepeatedAfterSevenOthers_GivesTheSameAnswer()
    {
        await BeginAsync(("a", "0"));
        var request = await RequestAsync();
        var increment = request.Increment("n");
        await request.CommitAsync(increment);
        for (var i = 1; i < RememberedRequests; i++)
        {
            var other = await RequestAsync();
            await (i % 2 == 0 ? other.SetAsync(("a", $"{i}")) : other.IncrementAsync("n"));
        }

        Assert.Equal("1", Result(await request.CommitAsync(increment)));
        Assert.Equal("a=6 n=5", await ReadAsync());
    }

    [Fact]
    public async Task Take_RepeatedAfterSevenOthers_GivesTheValueAgain()
    {
        await BeginAsync(("a", "0"), ("once", "value"));
        var request = await RequestAsync();
        var take = request.Take("once");
        await request.CommitAsync(take);
        for (var i = 1; i < RememberedRequests; i++)
        {
            await (await RequestAsync()).SetAsync(("once", $"{i}"));
        }

        Assert.Equal("value", SessionRequest.Unpack((await request.CommitAsync(take)).Result!));
        Assert.Equal("a=0 once=7", await ReadAsync());
    }

    [Fact]
    public async Task Commit_RepeatedUnderTheOldIdAfterARenewal_ChangesNothing()
    {
        await BeginAsync(("a", "0"));
        var request = await RequestAsync();
        var increment = request.Increment("n");
        await request.CommitAsync(increment);
        var newId = Backend.NewId();
        await (await RequestAsync()).RenewAsync(newId);

        var repeated = await request.CommitAsync(increment);

        Assert.Equal((SessionCommitStatus.Done, "1"), (repeated.Status, Result(repeated)));
        Assert.Equal("a=0 n=1", await ReadAsync(newId));
    }
}
