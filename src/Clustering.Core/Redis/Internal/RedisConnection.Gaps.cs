using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Clustering.Redis.Internal;

// Gaps: when this node may have missed something, and telling everybody who has to look.
internal sealed partial class RedisConnection
{
    private readonly List<IRedisGenerationObserver> _observers = [];
    private readonly ConcurrentDictionary<ConnectionType, bool> _broken = [];
    private volatile bool _gap;
    private long _deafSince;
    private Task _notifying = Task.CompletedTask;

    /// <summary>Registers an observer; it is told of the present generation too, if there is one.</summary>
    public void Observe(IRedisGenerationObserver observer)
    {
        lock (_changing)
        {
            _observers.Add(observer);
        }

        if (_current is not null)
        {
            AnnounceGap();
        }
    }

    // The first sign counts: from then on, something may have happened that this node has not heard of.
    private void MayMissMessages() => Interlocked.CompareExchange(ref _deafSince, _time.GetTimestamp(), 0);

    private void AnnounceGap()
    {
        MayMissMessages();
        _gap = true;
        Wake();
    }

    // Not awaited by the loop: observers run commands, and those wait, while a failover is under way, for what only the loop can do.
    private void Notify(RedisGeneration generation, CancellationToken cancellationToken) =>
        _notifying = NotifyAfterAsync(_notifying, generation, cancellationToken);

    private async Task NotifyAfterAsync(Task earlier, RedisGeneration generation, CancellationToken cancellationToken)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        IRedisGenerationObserver[] observers;
        lock (_changing)
        {
            observers = [.. _observers];
        }

        foreach (var observer in observers)
        {
            try
            {
                await observer.OnGenerationAsync(generation, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _logger.ObserverFailed(observer.GetType().Name, generation.Number, exception);
            }
        }

        if (Interlocked.Exchange(ref _deafSince, 0) is not 0 and var since && generation.Number > 1)
        {
            _metrics.GapClosed(_time.GetElapsedTime(since));
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        _broken[failed.ConnectionType] = true;
        MayMissMessages();
        if (failed.ConnectionType == ConnectionType.Interactive && _current is { } current && ReferenceEquals(sender, current.Multiplexer))
        {
            Fail(current, "lost its connection", failed.Exception);
        }

        // Both events are work for the pool and may overtake each other: a subscription that is there was announced as restored before.
        if (failed.ConnectionType == ConnectionType.Subscription && sender is IConnectionMultiplexer multiplexer && multiplexer.GetSubscriber().IsConnected())
        {
            OnConnectionRestored(sender, failed);
        }
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        // Either kind: while the subscription was away, messages went unheard. The first connection of a multiplexer is announced as
        // restored too, though there was nothing before it to miss.
        if (_broken.TryRemove(restored.ConnectionType, out _))
        {
            AnnounceGap();
        }
    }

    private void Detach(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnConnectionFailed;
        multiplexer.ConnectionRestored -= OnConnectionRestored;
    }
}
