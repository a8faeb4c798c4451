using Clustering.Redis.Internal;
using Clustering.Testing;

namespace Clustering.Core.Tests.Redis;

/// <summary>What holds commands back during a failover.</summary>
public sealed class CommandFenceTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CommandFence _fence;

    public CommandFenceTests() => _fence = new(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_WhileItIsDown_EndsAtOnce()
    {
        Assert.False(_fence.IsUp);
        await _fence.WaitAsync(TimeSpan.Zero, Cancel);
    }

    [Fact]
    public async Task Lower_AfterAWhile_LetsThoseGoWhoWaitAndSaysHowLongItWasUp()
    {
        Assert.True(_fence.Raise(NeverExpires));
        var waiting = _fence.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        _time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.False(waiting.IsCompleted);

        Assert.True(_fence.Lower(out var held));

        await waiting;
        Assert.Equal(TimeSpan.FromSeconds(1.2), held);
        Assert.False(_fence.Lower(out _));
    }

    [Fact]
    public async Task Raise_ThatNothingEnds_EndsAtItsBound()
    {
        var expired = 0;
        _fence.Raise(() => expired++);
        var waiting = _fence.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        _time.Advance(CommandFence.Bound);

        await waiting;
        Assert.False(_fence.IsUp);
        Assert.Equal(1, expired);
    }

    [Fact]
    public void Raise_WhileItIsUp_DoesNotBeginItsBoundAnew()
    {
        Assert.True(_fence.Raise(() => { }));
        _time.Advance(CommandFence.Bound / 2);
        Assert.False(_fence.Raise(NeverExpires));

        _time.Advance(CommandFence.Bound / 2);

        Assert.False(_fence.IsUp);
    }

    [Fact]
    public void Lower_InTime_LeavesTheNextOneItsWholeBound()
    {
        _fence.Raise(NeverExpires);
        _fence.Lower(out _);
        _fence.Raise(() => { });

        _time.Advance(CommandFence.Bound - TimeSpan.FromMilliseconds(1));

        Assert.True(_fence.IsUp);
        Assert.True(_fence.Lower(out _));
    }

    [Fact]
    public async Task Wait_BeyondItsLimit_TimesOutAndLeavesItUp()
    {
        _fence.Raise(NeverExpires);
        var waiting = _fence.WaitAsync(TimeSpan.FromMilliseconds(300), Cancel);

        _time.Advance(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        await Assert.ThrowsAsync<TimeoutException>(() => _fence.WaitAsync(TimeSpan.Zero, Cancel));
        Assert.True(_fence.IsUp);
    }

    private static void NeverExpires() => Assert.Fail("It was lowered in time.");
}
