using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// How big a session may grow. A key counts one byte more than its UTF-8, a value one more than its bytes.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Commit_ExactlyAtTheLimitOfBytes_IsStored()
    {
        Options.MaxBytes = 100;
        await BeginAsync(("a", new string('x', 47)));

        var commit = await (await RequestAsync()).SetAsync(("é", new string('x', 46)));

        Assert.Equal(SessionCommitStatus.Done, commit.Status);
    }

    [Fact]
    public async Task Commit_OneByteOverTheLimit_IsRefusedAndChangesNothing()
    {
        Options.MaxBytes = 100;
        await BeginAsync(("a", new string('x', 47)));

        await AssertTooLargeAsync(
            request => request.Delta() with { Sets = SessionRequest.Sets(("é", new string('x', 47))), Removes = ["b"], User = new("anna", null), OwnIdle = Minute },
            bytes: 101,
            keys: 2);
    }

    [Fact]
    public async Task Commit_ExactlyAtTheLimitOfKeys_IsStored()
    {
        Options.MaxKeys = 3;
        await BeginAsync(("a", "1"));

        Assert.Equal(SessionCommitStatus.Done, (await (await RequestAsync()).SetAsync(("b", "1"), ("c", "1"))).Status);
    }

    [Fact]
    public async Task Commit_OneKeyOverTheLimit_IsRefusedAndChangesNothing()
    {
        Options.MaxKeys = 3;
        await BeginAsync(("a", "1"));

        await AssertTooLargeAsync(request => request.Delta() with { Sets = SessionRequest.Sets(("b", "1"), ("c", "1"), ("d", "1")) }, bytes: 16, keys: 4);
    }

    [Fact]
    public async Task Increment_OverALimit_IsRefusedAndChangesNothing()
    {
        Options.MaxKeys = 1;
        await BeginAsync(("a", "1"));

        await AssertTooLargeAsync(request => request.Increment("n"), bytes: 8, keys: 2);
    }

    [Fact]
    public async Task Commit_OfTheFirstValuesOverALimit_MakesNoSession()
    {
        Options.MaxKeys = 1;

        Assert.Equal(SessionCommitStatus.TooLarge, (await (await RequestAsync()).SetAsync(("a", "1"), ("b", "1"))).Status);
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Commit_AtTheLimit_MayExchangeReplaceAndTake()
    {
        Options.MaxKeys = 2;
        Options.MaxBytes = 100;
        await BeginAsync(("a", new string('x', 47)), ("b", new string('x', 47)));

        var exchange = await RequestAsync();
        var exchanged = await exchange.CommitAsync(exchange.Delta() with { Sets = SessionRequest.Sets(("c", new string('y', 47))), Removes = ["a"] });
        var replaced = await (await RequestAsync()).SetAsync(("b", new string('z', 47)));
        var taken = await (await RequestAsync()).TakeAsync("b");
        var added = await (await RequestAsync()).SetAsync(("d", new string('x', 47)));

        Assert.All((SessionCommit[])[exchanged, replaced, taken, added], commit => Assert.Equal(SessionCommitStatus.Done, commit.Status));
    }

    [Fact]
    public async Task Commit_ThatOnlyRemoves_IsStoredHoweverSmallTheLimitHasBecome()
    {
        await BeginAsync(("a", "1"), ("b", "1"), ("c", "1"));
        Options.MaxKeys = 1;

        Assert.Equal(SessionCommitStatus.Done, (await (await RequestAsync()).RemoveAsync("a")).Status);
        Assert.Equal("b=1 c=1", await ReadAsync());
    }

    [Fact]
    public async Task Increment_OfACounterFoundExpired_CountsAsOneKey()
    {
        Options.MaxKeys = 1;
        var begin = await RequestAsync();
        await begin.IncrementAsync("n", lifetime: Minute);
        await Backend.PassAsync(2 * Minute);
        var request = await RequestAsync();
        var expired = request.Snapshot!.Entries["n"];

        // As a request sends it: it has seen that the counter is past its end, and counts anew.
        await request.CommitAsync(request.Increment("n") with { Expired = [new("n", expired.Deadline)] });

        Assert.Equal("n=1", await ReadAsync());
        await AssertTooLargeAsync(next => next.Delta() with { Sets = SessionRequest.Sets(("a", "1")) }, bytes: 8, keys: 2);
    }

    [Fact]
    public async Task Commit_AfterManyChanges_StillKnowsTheSizeExactly()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync(("a", "12345"), ("b", "1"), ("ключ", ""));
        await (await RequestAsync()).SetAsync("c", "1", Minute);
        await (await RequestAsync()).IncrementAsync("n", 99);
        await (await RequestAsync()).IncrementAsync("n");
        await (await RequestAsync()).TakeAsync("b");
        await (await RequestAsync()).RemoveAsync("a", "not there");
        await (await RequestAsync()).SetAsync(("c", "longer"));
        Options.MaxKeys = 1;

        // ключ: 9 + 1; c: 2 + 7; n: 2 + 4; x: 2 + 2.
        await AssertTooLargeAsync(request => request.Delta() with { Sets = SessionRequest.Sets(("x", "1")) }, bytes: 29, keys: 4);
    }

    private async Task AssertTooLargeAsync(Func<SessionRequest, SessionDelta> change, long bytes, long keys)
    {
        var request = await RequestAsync();
        var remaining = (await LoadAsync()).Remaining;

        var commit = await request.CommitAsync(change(request));

        var after = await LoadAsync(known: request.Snapshot);
        Assert.Equal((SessionCommitStatus.TooLarge, bytes, keys), (commit.Status, commit.Bytes, commit.Keys));
        Assert.Same(request.Snapshot, after.Snapshot);
        AssertRemaining(remaining, after.Remaining);
        Assert.Empty(await ListAsync("anna"));
    }
}
