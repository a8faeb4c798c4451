using System.Diagnostics;
using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <summary>A clock that moves when the test says so, and only then.</summary>
/// <remarks>
/// Timers fire in the order in which they are due, on the thread that advances the clock and at the time they were due for, so
/// <c>Task.Delay</c>, <c>CancellationTokenSource</c> and <c>PeriodicTimer</c> work on it. It starts on 2 March 2031 at noon.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _utcNow = new(2031, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed = TimeSpan.FromDays(3);
    private long _timersMade;

    /// <summary>Gets 40 MHz: not what <see cref="TimeSpan"/> counts in nor <see cref="Stopwatch"/>, to catch code that mixes them up.</summary>
    public override long TimestampFrequency => 40_000_000;

    /// <summary>Gets UTC, wherever the test runs.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Gets how many timers wait to fire. Before advancing, wait until the code under test has set its own.</summary>
    public int TimersWaiting
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>Gets how many timers have ever been made.</summary>
    public long TimersMade => Interlocked.Read(ref _timersMade);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _utcNow;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Interlocked.Increment(ref _timersMade);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass. Every timer due in it has fired when this returns.</summary>
    /// <param name="by">How much; not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_lock)
        {
            end = _elapsed + by;
        }

        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                // Stable, so that timers due at the same moment fire in the order in which they were set.
                due = _timers.Where(t => t.DueAt <= end).OrderBy(t => t.DueAt).FirstOrDefault();
                MoveTo(due?.DueAt ?? end);
                if (due is null)
                {
                    return;
                }

                Reschedule(due);
            }

            due.Fire();
        }
    }

    /// <summary>Sets the wall clock without letting time pass, as an administrator or a time server does. No timer fires.</summary>
    /// <param name="by">How far; negative is back.</param>
    public void JumpWallClock(TimeSpan by)
    {
        lock (_lock)
        {
            _utcNow += by;
        }
    }

    internal bool Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool now;
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            timer.DueAt = _elapsed + dueTime;
            now = dueTime <= TimeSpan.Zero;
            if (now)
            {
                Reschedule(timer);
            }
            else
            {
                _timers.Add(timer);
            }
        }

        if (now)
        {
            // Not inline: whoever sets a timer may hold a lock that its callback wants.
            ThreadPool.QueueUserWorkItem(static t => t.Fire(), timer, preferLocal: false);
        }

        return true;
    }

    internal void Forget(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private void MoveTo(TimeSpan elapsed)
    {
        // A callback may itself have advanced the clock.
        if (elapsed > _elapsed)
        {
            _utcNow += elapsed - _elapsed;
            _elapsed = elapsed;
        }
    }

    private void Reschedule(ManualTimer timer)
    {
        _timers.Remove(timer);
        if (timer.Period != Timeout.InfiniteTimeSpan)
        {
            timer.DueAt += timer.Period;
            _timers.Add(timer);
        }
    }
}
