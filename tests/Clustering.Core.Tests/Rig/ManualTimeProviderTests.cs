using Clustering.Testing;

namespace Clustering.Core.Tests.Rig;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Advance_PastSeveralTimers_FiresEachAtItsOwnTimeInOrder()
    {
        var start = _time.GetUtcNow();
        var fired = new List<(string Who, TimeSpan At)>();
        using var late = Timer("late", 3, period: null);
        using var early = Timer("early", 1, period: null);
        using var often = Timer("often", 2, period: 2);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("early", Seconds(1)), ("often", Seconds(2)), ("late", Seconds(3)), ("often", Seconds(4))], fired);
        Assert.Equal(start + Seconds(5), _time.GetUtcNow());
        Assert.Equal(1, _time.TimersWaiting);

        ITimer Timer(string who, int due, int? period) => _time.CreateTimer(
            _ => fired.Add((who, _time.GetUtcNow() - start)),
            null,
            Seconds(due),
            period is null ? Timeout.InfiniteTimeSpan : Seconds(period.Value));
    }

    [Fact]
    public async Task Advance_WithADelayAndATimeout_EndsBothWhenDueAndNotBefore()
    {
        var delay = Task.Delay(Seconds(10), _time, TestContext.Current.CancellationToken);
        using var timeout = new CancellationTokenSource(Seconds(20), _time);

        _time.Advance(Seconds(10) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await delay;
        Assert.False(timeout.IsCancellationRequested);
        _time.Advance(Seconds(10));
        Assert.True(timeout.IsCancellationRequested);
    }

    [Fact]
    public async Task Advance_ByAPeriod_TicksAPeriodicTimer()
    {
        using var periodic = new PeriodicTimer(Seconds(1), _time);
        for (var i = 0; i < 3; i++)
        {
            var tick = periodic.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            Assert.False(tick.IsCompleted);
            _time.Advance(Seconds(1));
            Assert.True(await tick);
        }
    }

    [Fact]
    public async Task CreateTimer_DueAtOnce_FiresWithoutAnAdvance()
    {
        var fired = new TaskCompletionSource();
        using var timer = _time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Change_OfAWaitingTimer_ReplacesItsTime()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, Seconds(1), Timeout.InfiniteTimeSpan);
        timer.Change(Seconds(5), Timeout.InfiniteTimeSpan);

        _time.Advance(Seconds(4));
        Assert.Equal(0, fired);
        _time.Advance(Seconds(1));
        Assert.Equal(1, fired);

        timer.Dispose();
        Assert.False(timer.Change(Seconds(1), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void JumpWallClock_Back_LeavesElapsedTimeAndTimersAlone()
    {
        var start = _time.GetTimestamp();
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, Seconds(60), Timeout.InfiniteTimeSpan);

        _time.JumpWallClock(TimeSpan.FromHours(-1));
        _time.Advance(Seconds(59));

        Assert.Equal(0, fired);
        Assert.Equal(Seconds(59), _time.GetElapsedTime(start));
    }

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
