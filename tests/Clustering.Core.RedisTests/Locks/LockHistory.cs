using System.Diagnostics;
using Clustering.Locks;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>Who had a lock from when to when, and whether that could be.</summary>
internal sealed class LockHistory
{
    private readonly Lock _lock = new();
    private readonly List<Hold> _holds = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _holds.Count;
            }
        }
    }

    /// <summary>Notes that somebody has the lock from now on, and until he says so or loses it.</summary>
    public Hold Begin(IClusterLock held) => Begin(held.Fence, held.Lost);

    /// <inheritdoc cref="Begin(IClusterLock)"/>
    public Hold Begin(long fence, CancellationToken lost)
    {
        var hold = new Hold(fence, Stopwatch.GetTimestamp());
        lost.Register(hold.End);
        lock (_lock)
        {
            _holds.Add(hold);
        }

        return hold;
    }

    /// <summary>No fence was given twice, and of two that overlap the later has the higher.</summary>
    /// <returns>How many overlapped.</returns>
    public int Check()
    {
        List<Hold> holds;
        lock (_lock)
        {
            holds = [.. _holds.OrderBy(hold => hold.Began)];
        }

        Assert.Equal(holds.Count, holds.Select(hold => hold.Fence).Distinct().Count());
        var overlaps = 0;
        foreach (var (former, later) in holds.Zip(holds.Skip(1)))
        {
            Assert.True(later.Fence > former.Fence, $"{later.Fence} was given after {former.Fence}.");
            overlaps += later.Began < former.Ended ? 1 : 0;
        }

        return overlaps;
    }

    internal sealed class Hold(long fence, long began)
    {
        private long _ended = long.MaxValue;

        public long Fence { get; } = fence;

        public long Began { get; } = began;

        public long Ended => Volatile.Read(ref _ended);

        public void End() => Interlocked.CompareExchange(ref _ended, Stopwatch.GetTimestamp(), long.MaxValue);
    }
}
