using System.Collections.Concurrent;

namespace Clustering.Locks.Internal;

// Getting a lock: asking once, or waiting in line for a message that brings it. A message may be lost; so whoever waits asks again, as the
// same owner, when the connection was another, when the holder's time should be over, and every few seconds. That keeps his place.
internal sealed partial class RedisLocks
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    // Those further back ask a little later when a lease has run out: the first of them hands the lock to whoever is its next.
    private static readonly TimeSpan BehindEach = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, LockWaiter> _waiters = new(StringComparer.Ordinal);
    private readonly TimeSpan _askEvery;

    private async Task<ClusterLock?> AskAsync(string name, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        var owner = _owners.Next();
        var sent = _time.GetTimestamp();
        LockTurn turn;
        try
        {
            turn = await _script.AskAsync(name, owner, waits: false, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            LetGoBehind(name, owner); // It may yet arrive.
            throw;
        }

        return turn.Status == LockTurnStatus.Granted ? Take(name, owner, turn.Fence, sent) : null;
    }

    private async Task<ClusterLock?> WaitAsync(string name, TimeSpan wait, long began, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        var waiter = Register(_owners.Next());
        var (sent, isQueued, isTaken) = (began, false, false);
        try
        {
            while (true)
            {
                var asked = _time.GetTimestamp();
                var pause = RetryAfter;
                try
                {
                    var turn = await _script.AskAsync(name, waiter.Owner, waits: true, cancellationToken).ConfigureAwait(false);
                    if (turn.Status == LockTurnStatus.Granted)
                    {
                        isTaken = true;
                        return Take(name, waiter.Owner, turn.Fence, asked);
                    }

                    if (turn.Status == LockTurnStatus.Ended)
                    {
                        (waiter, isQueued) = (Register(_owners.Next(), waiter), false);
                        continue;
                    }

                    if (!isQueued)
                    {
                        _metrics.Queued(turn.Ahead);
                    }

                    (sent, isQueued, pause) = (asked, true, Pause(turn));
                }
                catch (ClusterUnavailableException) when (isQueued)
                {
                    // Whoever is in line stays there while Redis is away.
                }

                var left = wait == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : wait - _time.GetElapsedTime(began);
                var signal = await waiter.WaitAsync(Shorter(pause, left), _time, cancellationToken).ConfigureAwait(false);
                switch (signal.Kind)
                {
                    // When exactly it was given is not known, only that it was after the last answer; long after, it is better to ask.
                    case LockSignalKind.Granted when _time.GetElapsedTime(sent) < _keeper.Terms.Lease / 2:
                        isTaken = true;
                        _metrics.HandedOver();
                        return Take(name, waiter.Owner, signal.Fence, sent);

                    case LockSignalKind.Forced:
                        (waiter, isQueued) = (Register(_owners.Next(), waiter), false);
                        break;

                    case LockSignalKind.Stopping:
                        ThrowIfStopping();
                        break;

                    case LockSignalKind.None when wait != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(began) >= wait:
                        isTaken = true; // Left below, or to be left behind.
                        await LeaveAsync(name, waiter.Owner, cancellationToken).ConfigureAwait(false);
                        return null;
                }
            }
        }
        finally
        {
            _waiters.TryRemove(waiter.Owner, out _);
            if (!isTaken)
            {
                LetGoBehind(name, waiter.Owner);
            }
        }
    }

    private LockWaiter Register(string owner, LockWaiter? instead = null)
    {
        var waiter = new LockWaiter(owner);
        _waiters[owner] = waiter;
        if (instead is not null)
        {
            _waiters.TryRemove(instead.Owner, out _);
        }

        if (_isStopping)
        {
            waiter.Signal(new(LockSignalKind.Stopping)); // Whoever stops may not have seen it.
        }

        return waiter;
    }

    private ClusterLock Take(string name, string owner, long fence, long sent) =>
        new(this, name, fence, _keeper.Keep(_keys.Lock(name), owner, name, sent), _time);

    private TimeSpan Pause(LockTurn turn)
    {
        var expiry = turn.Remaining + TimeSpan.FromMilliseconds(1) + Shorter(BehindEach * turn.Ahead, TimeSpan.FromSeconds(1));
        return Shorter(expiry, _askEvery * (0.75 + (0.25 * Random.Shared.NextDouble())));
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? (a > TimeSpan.Zero ? a : TimeSpan.Zero) : (b > TimeSpan.Zero ? b : TimeSpan.Zero);
}
