using System.Collections.Concurrent;
using Clustering.Leases;
using Clustering.Leases.Internal;
using Clustering.Redis.Internal;

namespace Clustering.Locks.Internal;

// Letting go: of what is held, of a place in line, of what came too late; and what other nodes say about what is held here.
internal sealed partial class RedisLocks
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    // Owner → name and since when: what this node no longer wants, and could not tell Redis.
    private readonly ConcurrentDictionary<string, (string Name, long Since)> _unsettled = new(StringComparer.Ordinal);
    private volatile bool _isStopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _redis.Observe(_keeper);
        _redis.Observe(this);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        foreach (var (_, waiter) in _waiters)
        {
            waiter.Signal(new(LockSignalKind.Stopping));
        }

        var held = _keeper.Held.ToArray();
        await Task.WhenAll(held.Select(async lease =>
        {
            if (_keeper.Lose(lease.Owner, new(LeaseLossReason.Stopped)))
            {
                await TryReleaseAsync(lease.Name, lease.Owner, StopLimit, cancellationToken).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
        _keeper.Dispose();
    }

    public void Dispose() => _keeper.Dispose();

    public async Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        // Its messages went unheard for a while: whoever waits may have the lock already.
        foreach (var (_, waiter) in _waiters)
        {
            waiter.Signal(new(LockSignalKind.AskAgain));
        }

        foreach (var (owner, (name, since)) in _unsettled)
        {
            if (_time.GetElapsedTime(since) > _keeper.Terms.Lease || await TryReleaseAsync(name, owner, _redis.Timeout, cancellationToken).ConfigureAwait(false))
            {
                _unsettled.TryRemove(owner, out _);
            }
        }
    }

    /// <summary>Lets go of a lock that its holder does not want any more.</summary>
    /// <returns><see langword="null"/> if it was held until now; otherwise how it was lost before.</returns>
    public async Task<LeaseLoss?> ReleaseAsync(string name, HeldLease lease, LockRelease release, TimeSpan held, CancellationToken cancellationToken)
    {
        if (_keeper.LetGo(lease))
        {
            _metrics.Held(held);
        }

        // Where Redis said so itself, there is nothing to let go.
        if (lease.Loss is { Reason: not LeaseLossReason.Unconfirmed } known)
        {
            return known;
        }

        string? instead;
        try
        {
            instead = await _script.ReleaseAsync(name, lease.Owner, release, _redis.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _unsettled[lease.Owner] = (name, _time.GetTimestamp());
            if (exception is OperationCanceledException)
            {
                LetGoBehind(name, lease.Owner);
            }

            throw;
        }

        if (lease.Loss is { } lost)
        {
            return lost;
        }

        if (instead is null || (instead.Length == 0 && release.IsRepeated))
        {
            return null;
        }

        var loss = instead.Length > 0 && LeaseRecord.Parse(instead) is { By: { } by } forced
            ? new LeaseLoss(LeaseLossReason.Forced, by, forced.Why)
            : new LeaseLoss(LeaseLossReason.Expired);
        _logger.LostUnnoticed(name, loss.Reason);
        return loss;
    }

    /// <summary>Tells the log that a lock could not be let go; it is tried again.</summary>
    public void ReleaseFailed(string name, Exception exception) => _logger.ReleaseFailed(name, exception.Message);

    private async Task LeaveAsync(string name, string owner, CancellationToken cancellationToken)
    {
        try
        {
            await _script.ReleaseAsync(name, owner, new(), _redis.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            LetGoBehind(name, owner);
            throw;
        }
    }

    // Nobody waits for it, and what cannot be said now is said with the next connection.
    private void LetGoBehind(string name, string owner) => _ = SettleAsync(name, owner);

    private async Task SettleAsync(string name, string owner)
    {
        _unsettled[owner] = (name, _time.GetTimestamp());
        if (await TryReleaseAsync(name, owner, _redis.Timeout, CancellationToken.None).ConfigureAwait(false))
        {
            _unsettled.TryRemove(owner, out _);
        }
    }

    private async Task<bool> TryReleaseAsync(string name, string owner, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _script.ReleaseAsync(name, owner, new(), limit, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is ClusterUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }

    private ValueTask OnMessage(ReadOnlyMemory<byte> payload)
    {
        if (!LockMessage.TryRead(payload, out var message))
        {
            return ValueTask.CompletedTask;
        }

        if (message.By is { } by)
        {
            if (!_keeper.Lose(message.Owner, new(LeaseLossReason.Forced, by, message.Why)) && _waiters.TryGetValue(message.Owner, out var forced))
            {
                forced.Signal(new(LockSignalKind.Forced));
            }
        }
        else if (_waiters.TryGetValue(message.Owner, out var waiter))
        {
            waiter.Signal(new(LockSignalKind.Granted, message.Fence));
        }
        else if (!_keeper.Keeps(message.Owner) && message.Key.StartsWith(_lockKey, StringComparison.Ordinal))
        {
            _logger.GivenOn(message.Owner);
            LetGoBehind(message.Key[_lockKey.Length..], message.Owner);
        }

        return ValueTask.CompletedTask;
    }

    private void ThrowIfStopping()
    {
        if (_isStopping)
        {
            throw new ClusterUnavailableException("This node stops, and takes no locks any more.");
        }
    }
}
