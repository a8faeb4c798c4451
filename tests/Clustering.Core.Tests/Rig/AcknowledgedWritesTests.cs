using System.Collections.Concurrent;
using System.Threading.Channels;
using Clustering.Testing;

namespace Clustering.Core.Tests.Rig;

public sealed class AcknowledgedWritesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Channel<bool> _answers = Channel.CreateUnbounded<bool>();
    private long _begun;

    [Fact]
    public async Task Missing_WhereNothingWasLost_IsEmpty()
    {
        var store = new ConcurrentBag<long>();
        await using var writes = AcknowledgedWrites.Start(async (number, _) =>
        {
            await Task.Yield();
            store.Add(number);
        });

        await writes.WaitForAsync(500);
        await writes.StopAsync();

        Assert.True(writes.Count >= 500);
        Assert.Equal(writes.Count, writes.Acknowledged.Distinct().Count());
        Assert.Equal(writes.Acknowledged.Order(), store.Order());
        Assert.Empty(writes.Missing(store));
    }

    [Fact]
    public async Task Missing_WhereAcknowledgedWritesWereLost_NamesThem()
    {
        var store = new ConcurrentBag<long>();
        await using var writes = AcknowledgedWrites.Start(async (number, _) =>
        {
            await Task.Yield();
            if (number is not (7 or 11))
            {
                store.Add(number);
            }
        });

        await writes.WaitForAsync(100);
        await writes.StopAsync();

        Assert.Equal([7, 11], writes.Missing(store));
    }

    [Fact]
    public async Task Failure_OfAWrite_IsRecordedAndItsNumberIsNotMissed()
    {
        await using var writes = AcknowledgedWrites.Start(async (number, _) =>
        {
            await Task.Yield();
            if (number % 10 == 0)
            {
                throw new IOException("The wire is cut.");
            }
        });

        await writes.WaitForAsync(50);
        await writes.StopAsync();

        Assert.NotEmpty(writes.Failures);
        Assert.All(writes.Failures, failure => Assert.IsType<IOException>(failure.Exception));
        Assert.All(writes.Failures, failure => Assert.Equal(0, failure.Number % 10));
        Assert.Empty(writes.Acknowledged.Intersect(writes.Failures.Select(failure => failure.Number)));
        Assert.Contains($"{writes.Failures.Count} IOException", writes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongestPause_BetweenAcknowledgements_IsTheLongestAndSaysWhen()
    {
        await using var writes = StartAnswered();
        await AnswerAsync(writes);
        _time.Advance(TimeSpan.FromSeconds(1));
        await AnswerAsync(writes);
        _time.Advance(TimeSpan.FromSeconds(3));
        await AnswerAsync(writes);
        _time.Advance(TimeSpan.FromSeconds(2));
        await AnswerAsync(writes);

        Assert.Equal(new WritePause(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), writes.LongestPause);
    }

    [Fact]
    public async Task LongestPause_WhereNothingIsAcknowledgedAnyMore_GoesOn()
    {
        await using var writes = StartAnswered();
        _time.Advance(TimeSpan.FromSeconds(1));
        await AnswerAsync(writes);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(new WritePause(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)), writes.LongestPause);
    }

    [Fact]
    public async Task Stop_WithAWriteUnderWay_WaitsForItAndCountsIt()
    {
        await using var writes = StartAnswered();
        await AnswerAsync(writes);
        await Eventually.TrueAsync(() => Interlocked.Read(ref _begun) == 2, "the second write is under way");

        var stopping = writes.StopAsync();
        Assert.False(stopping.IsCompleted);
        _answers.Writer.TryWrite(true);
        await stopping;
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([1, 2], writes.Acknowledged);
        Assert.Equal(TimeSpan.Zero, writes.LongestPause.Length);
    }

    [Fact]
    public async Task Dispose_WithAWriteThatIsNeverAnswered_AbandonsIt()
    {
        var writes = StartAnswered();
        await AnswerAsync(writes);

        await writes.DisposeAsync();

        Assert.Equal([1], writes.Acknowledged);
        Assert.Empty(writes.Failures);
    }

    [Fact]
    public async Task Pace_BetweenTwoWrites_IsKept()
    {
        await using var writes = AcknowledgedWrites.Start((_, _) => Task.CompletedTask, workers: 1, TimeSpan.FromSeconds(10), _time);
        await Eventually.TrueAsync(() => writes.Count == 1 && _time.TimersWaiting == 1, "the worker waits after its first write");

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, writes.Count);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await Eventually.TrueAsync(() => writes.Count == 2, "the time has come for the second");
    }

    // One worker, whose writes are acknowledged one by one.
    private AcknowledgedWrites StartAnswered() => AcknowledgedWrites.Start(
        async (number, token) =>
        {
            Interlocked.Exchange(ref _begun, number);
            await _answers.Reader.ReadAsync(token);
        },
        workers: 1,
        time: _time);

    private async Task AnswerAsync(AcknowledgedWrites writes)
    {
        var before = writes.Count;
        _answers.Writer.TryWrite(true);
        await Eventually.TrueAsync(() => writes.Count > before, "the write is acknowledged");
    }
}
