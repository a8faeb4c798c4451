using Clustering.Leases;
using Clustering.Nodes.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Locks.Internal;

/// <summary>Locks without Redis, in this process' memory. One lock where Redis has one thread; nothing expires, for holder and lock die together.</summary>
internal sealed class InProcessLocks(
    NodeIdentity identity, IOptions<LockOptions> options, IOptions<Nodes.NodeOptions> node, TimeProvider time, LockMetrics metrics, ILogger<InProcessLocks> logger)
    : IClusterLocks
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, InProcessLockState> _states = new(StringComparer.Ordinal);
    private long _lastFence;

    public async ValueTask<IClusterLock?> TryAcquireAsync(string name, TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        LockNames.Check(name, nameof(name));
        LockNames.CheckWait(wait, nameof(wait));
        var began = time.GetTimestamp();
        var outcome = "cancelled";
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var taken = await WaitAsync(name, wait, cancellationToken).ConfigureAwait(false);
            outcome = taken is null ? "refused" : "acquired";
            return taken;
        }
        finally
        {
            metrics.Waited(time.GetElapsedTime(began), outcome);
        }
    }

    public async ValueTask<IClusterLock> AcquireAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        await TryAcquireAsync(name, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)
        ?? throw new TimeoutException($"Somebody else still had the lock '{name}' after {timeout}.");

    public ValueTask<LockHolder?> FindHolderAsync(string name, CancellationToken cancellationToken = default)
    {
        LockNames.Check(name, nameof(name));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(_states.TryGetValue(name, out var state)
                ? new LockHolder(identity.Id, node.Value.Name, state.Holder.Fence, state.Holder.Since, options.Value.Lease)
                : null);
        }
    }

    public ValueTask<bool> ForceReleaseAsync(string name, string by, string reason, CancellationToken cancellationToken = default)
    {
        LockNames.Check(name, nameof(name));
        LockNames.Check(by, nameof(by));
        LockNames.CheckReason(reason, nameof(reason));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_states.TryGetValue(name, out var state))
            {
                return new(false);
            }

            state.Holder.Lose(new(LeaseLossReason.Forced, by, reason));
            HandOver(name, state);
        }

        logger.Forced(name, identity.Id, by, reason);
        return new(true);
    }

    /// <summary>Says how many wait for a lock.</summary>
    public int Waiting(string name)
    {
        lock (_lock)
        {
            return _states.TryGetValue(name, out var state) ? state.Waiting.Count : 0;
        }
    }

    /// <summary>Lets go of a lock, if it is still held.</summary>
    public void Release(InProcessLock held)
    {
        lock (_lock)
        {
            if (held.TryLetGo())
            {
                metrics.Held(time.GetUtcNow() - held.Since);
                HandOver(held.Name, _states[held.Name]);
            }
        }
    }

    private async Task<InProcessLock?> WaitAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        InProcessLockState state;
        TaskCompletionSource<InProcessLock> turn;
        lock (_lock)
        {
            if (!_states.TryGetValue(name, out state!))
            {
                var taken = Give(name);
                _states[name] = new(taken);
                return taken;
            }

            if (wait == TimeSpan.Zero)
            {
                return null;
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            metrics.Queued(state.Waiting.Count);
            state.Waiting.AddLast(turn);
        }

        try
        {
            // Timers take no more than 49 days, and who waits longer waits without end.
            var limit = wait > LongestTimer ? Timeout.InfiniteTimeSpan : wait;
            return await turn.Task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                state.Waiting.Remove(turn);
            }

            // It may have come at this very moment; then it is given on, as over Redis.
            if (turn.Task.IsCompletedSuccessfully)
            {
                Release(await turn.Task.ConfigureAwait(false));
            }

            if (exception is TimeoutException)
            {
                return null;
            }

            throw;
        }
    }

    private void HandOver(string name, InProcessLockState state)
    {
        if (state.Waiting.First is not { Value: var next } first)
        {
            _states.Remove(name);
            return;
        }

        state.Waiting.Remove(first);
        state.Holder = Give(name);
        next.SetResult(state.Holder);
        metrics.HandedOver();
    }

    private InProcessLock Give(string name)
    {
        var now = time.GetUtcNow();
        _lastFence = Math.Max(_lastFence + 1, (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return new(this, name, _lastFence, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
    }
}
