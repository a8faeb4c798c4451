using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// Operations whose answer depends on the present value.
public abstract partial class SessionRecordsContract
{
    private const long Greatest = 9_007_199_254_740_991;

    [Fact]
    public async Task Increment_WhereThereIsNoSession_BeginsOne()
    {
        var commit = await (await RequestAsync()).IncrementAsync("n", 3);

        Assert.Equal("3", Result(commit));
        Assert.Equal("n=3", await ReadAsync());
    }

    [Fact]
    public async Task Increment_OfACounter_AddsAndAnswersTheSum()
    {
        await BeginAsync(("a", "1"));

        Assert.Equal("1", Result(await (await RequestAsync()).IncrementAsync("n")));
        Assert.Equal("11", Result(await (await RequestAsync()).IncrementAsync("n", 10)));
        Assert.Equal("-9", Result(await (await RequestAsync()).IncrementAsync("n", -20)));
        Assert.Equal("a=1 n=-9", await ReadAsync());
    }

    [Fact]
    public async Task Increment_OfANumberThatWasSetAsText_Counts()
    {
        await BeginAsync(("n", "41"));

        Assert.Equal("42", Result(await (await RequestAsync()).IncrementAsync("n")));
    }

    [Fact]
    public async Task Increment_ByManyAtOnce_GivesNoTwoTheSameAnswer()
    {
        await BeginAsync(("a", "1"));
        var requests = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RequestAsync()));

        var commits = await Task.WhenAll(requests.Select(request => Task.Run(() => request.IncrementAsync("n"))));

        Assert.Equal(Enumerable.Range(1, 50), commits.Select(commit => int.Parse(Result(commit)!, null)).Order());
    }

    [Fact]
    public async Task Increment_OfANewCounterWithALifetime_EndsThen()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).IncrementAsync("n", lifetime: 5 * Minute);

        await Backend.PassAsync(6 * Minute);

        Assert.Equal("a=1", await ReadAsync());
        Assert.Equal("1", Result(await (await RequestAsync()).IncrementAsync("n")));
        Assert.Equal(long.MaxValue, (await LoadAsync()).Snapshot!.Entries["n"].Deadline);
    }

    [Fact]
    public async Task Increment_OfACounterWithALifetime_KeepsItsEnd()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).IncrementAsync("n", lifetime: 5 * Minute);
        var deadline = (await LoadAsync()).Snapshot!.Entries["n"].Deadline;

        await (await RequestAsync()).IncrementAsync("n", lifetime: 10 * Minute);
        await (await RequestAsync()).IncrementAsync("n");

        Assert.Equal(deadline, (await LoadAsync()).Snapshot!.Entries["n"].Deadline);
        Assert.Equal("a=1 n=3", await ReadAsync());
    }

    [Fact]
    public async Task Increment_WithALifetimeOfACounterThatHasNone_GivesItNone()
    {
        await BeginAsync(("n", "1"));

        await (await RequestAsync()).IncrementAsync("n", lifetime: 5 * Minute);

        Assert.Equal(long.MaxValue, (await LoadAsync()).Snapshot!.Entries["n"].Deadline);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    public async Task Increment_OfAValueThatIsNoNumber_IsRefusedAndChangesNothing(string value)
    {
        await BeginAsync(("n", value));
        var before = await LoadAsync();

        var commit = await (await RequestAsync()).IncrementAsync("n");

        Assert.Equal(SessionCommitStatus.NotANumber, commit.Status);
        Assert.Same(before.Snapshot, (await LoadAsync(known: before.Snapshot)).Snapshot);
    }

    [Fact]
    public async Task Increment_OfAnEncryptedValue_IsRefused()
    {
        var request = await RequestAsync();
        await request.CommitAsync(request.Delta() with
        {
            Sets = new Dictionary<string, SessionWrite> { ["n"] = new([SessionEnvelope.Protected, (byte)'1'], null) },
        });

        Assert.Equal(SessionCommitStatus.NotANumber, (await (await RequestAsync()).IncrementAsync("n")).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Increment_ToTheEndOfTheRange_CountsExactlyAndNotBeyond(int sign)
    {
        await BeginAsync(("n", $"{sign * (Greatest - 1)}"));

        Assert.Equal($"{sign * Greatest}", Result(await (await RequestAsync()).IncrementAsync("n", sign)));
        Assert.Equal(SessionCommitStatus.OutOfRange, (await (await RequestAsync()).IncrementAsync("n", sign)).Status);
        Assert.Equal(SessionCommitStatus.OutOfRange, (await (await RequestAsync()).IncrementAsync("m", sign * long.MaxValue)).Status);
        Assert.Equal($"n={sign * Greatest}", await ReadAsync());
    }

    [Fact]
    public async Task Take_OfAValue_GivesItAndRemovesIt()
    {
        await BeginAsync(("a", "1"), ("once", "value"));

        var commit = await (await RequestAsync()).TakeAsync("once");

        Assert.Equal(SessionCommitStatus.Done, commit.Status);
        Assert.Equal("value", SessionRequest.Unpack(commit.Result!));
        Assert.Equal("a=1", await ReadAsync());
    }

    [Fact]
    public async Task Take_ByManyAtOnce_GivesTheValueToOne()
    {
        await BeginAsync(("a", "1"), ("once", "value"));
        var requests = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RequestAsync()));

        var commits = await Task.WhenAll(requests.Select(request => Task.Run(() => request.TakeAsync("once"))));

        Assert.Single(commits, commit => commit.Result is not null);
        Assert.All(commits, commit => Assert.Equal(SessionCommitStatus.Done, commit.Status));
    }

    [Fact]
    public async Task Take_OfWhatIsNotThere_GivesNothingAndChangesNothing()
    {
        await BeginAsync(("a", "1"));
        var before = await LoadAsync();

        var commit = await (await RequestAsync()).TakeAsync("once");

        Assert.Equal((SessionCommitStatus.Done, null), (commit.Status, commit.Result));
        Assert.Same(before.Snapshot, (await LoadAsync(known: before.Snapshot)).Snapshot);
    }

    [Fact]
    public async Task Take_OfAnExpiredValue_GivesNothing()
    {
        await BeginAsync(("a", "1"));
        await (await RequestAsync()).SetAsync("once", "value", Minute);
        await Backend.PassAsync(2 * Minute);

        Assert.Null((await (await RequestAsync()).TakeAsync("once")).Result);
    }

    [Fact]
    public async Task Take_WhereThereIsNoSession_MakesNone()
    {
        var commit = await (await RequestAsync()).TakeAsync("once");

        Assert.Equal((SessionCommitStatus.Empty, null), (commit.Status, commit.Result));
        Assert.Null(await ReadAsync());
    }
}
