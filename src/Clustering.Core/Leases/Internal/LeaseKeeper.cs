using System.Collections.Concurrent;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clustering.Leases.Internal;

/// <summary>
/// Keeps the leases that this node holds for one feature: extends all of them together, and tells each holder in time when that fails.
/// </summary>
/// <remarks>
/// <para>A holder may rely on a lease until <see cref="LeaseTerms.Reliable"/> after the moment at which the last command that extended it was
/// <em>sent</em>: Redis counts from when it got it, which is later, so <see cref="HeldLease.Lost"/> is cancelled before the lease ends there.</para>
/// <para>A failed renewal is no loss; it is tried again until the deadline. One timer serves all leases. Renewal is in
/// <c>LeaseKeeper.Renewal.cs</c>.</para>
/// </remarks>
internal sealed partial class LeaseKeeper : IRedisGenerationObserver, IDisposable
{
    private readonly RedisConnection _redis;
    private readonly LeaseKeys _keys;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LeaseMetrics _metrics;
    private readonly ConcurrentDictionary<string, HeldLease> _held = new(StringComparer.Ordinal);
    private readonly Lock _arming = new();
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private volatile bool _isDisposed;

    public LeaseKeeper(RedisConnection redis, LeaseKeys keys, LeaseTerms terms, TimeProvider time, ILogger<LeaseKeeper> logger, LeaseMetrics metrics)
    {
        _redis = redis;
        _keys = keys;
        Terms = terms;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _renewAfter = Jittered();
        _timer = time.CreateTimer(static keeper => ((LeaseKeeper)keeper!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public LeaseTerms Terms { get; }

    /// <summary>Gets the leases that are held now.</summary>
    public IEnumerable<HeldLease> Held => _held.Values;

    /// <summary>Takes care of a lease from now on.</summary>
    /// <param name="record">Its key.</param>
    /// <param name="owner">Who holds it, as the record says.</param>
    /// <param name="name">What to call it in the log.</param>
    /// <param name="sent">The timestamp of a moment before Redis gave it: when the command was sent that brought it.</param>
    public HeldLease Keep(RedisKey record, string owner, string name, long sent)
    {
        var lease = new HeldLease(record, owner, name, _time);
        lease.Extend(sent, After(sent, Terms.Reliable));
        _held[owner] = lease;

        // In this order: whoever disarms the timer does so before it looks at what is held.
        Interlocked.MemoryBarrier();
        Arm(Math.Min(lease.Deadline, After(sent, _renewAfter)));
        return lease;
    }

    /// <summary>Says whether an owner of this node holds something.</summary>
    public bool Keeps(string owner) => _held.ContainsKey(owner);

    /// <summary>Ends a lease because its holder lets go. It is not extended any more, also not by a renewal that is under way.</summary>
    /// <returns>Whether it was held until now, as far as this node knows.</returns>
    public bool LetGo(HeldLease lease)
    {
        _held.TryRemove(lease.Owner, out _);
        return lease.TryLetGo() && _time.GetTimestamp() < lease.Deadline;
    }

    /// <summary>Ends a lease as lost, because somebody said so.</summary>
    /// <returns>Whether it was held here.</returns>
    public bool Lose(string owner, LeaseLoss loss) => _held.TryGetValue(owner, out var lease) && Lose(lease, loss);

    public async Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        // Not only because time has passed: the new primary may have forgotten some, and the sooner the holder knows the better.
        if (!_held.IsEmpty)
        {
            await RenewAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Extends nothing any more. What is held is neither lost nor let go by this: its time runs out in Redis.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private bool Lose(HeldLease lease, LeaseLoss loss)
    {
        _held.TryRemove(lease.Owner, out _);
        if (!lease.TryLose(loss))
        {
            return false;
        }

        _metrics.Lost(loss.Reason);
        _logger.Lost(lease.Name, loss.Reason, loss.By, loss.Why);
        return true;
    }

    /// <summary>What the timer does: find those whose time is over, begin a renewal if one is due, and set the timer again.</summary>
    private void Look()
    {
        Interlocked.Exchange(ref _armedFor, long.MaxValue);
        var now = _time.GetTimestamp();
        long next = long.MaxValue, due = long.MaxValue;
        foreach (var (_, lease) in _held)
        {
            if (lease.Deadline <= now)
            {
                Lose(lease, new(LeaseLossReason.Unconfirmed));
                continue;
            }

            next = Math.Min(next, lease.Deadline);
            due = Math.Min(due, After(lease.Renewed, _renewAfter));
        }

        if (due != long.MaxValue)
        {
            due = Math.Max(due, Volatile.Read(ref _retryAt));
            if (due > now)
            {
                next = Math.Min(next, due);
            }
            else if (!_isDisposed)
            {
                _ = RenewAsync(); // Looks again when it is done.
            }
        }

        Arm(next);
    }

    private void Arm(long moment)
    {
        if (moment >= Volatile.Read(ref _armedFor))
        {
            return;
        }

        lock (_arming)
        {
            if (moment < _armedFor && !_isDisposed)
            {
                _armedFor = moment;
                var delay = _time.GetElapsedTime(_time.GetTimestamp(), moment);

                // Timers count in whole milliseconds, and one that is too early would only have to be set again.
                _timer.Change(delay > TimeSpan.Zero ? delay + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private long After(long timestamp, TimeSpan time) => timestamp + (long)(time.TotalSeconds * _time.TimestampFrequency);
}
