using Microsoft.Extensions.Logging;

namespace Clustering.Reservations.Internal;

/// <summary>Who wants to hear of reservations on this node.</summary>
internal sealed class ReservationSubscribers(ILogger<ReservationSubscribers> logger)
{
    private readonly Lock _lock = new();
    private Subscription[] _subscriptions = [];
    private Task _last = Task.CompletedTask;

    public IDisposable Add(Func<ReservationEvent, ValueTask> handler)
    {
        var subscription = new Subscription(this, handler);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    /// <summary>Tells everybody, one event after the other. Nobody waits for it: a slow page must not hold up the node's messages.</summary>
    public void Tell(ReservationEvent happened)
    {
        lock (_lock)
        {
            if (_subscriptions.Length > 0)
            {
                _last = TellAfterAsync(_last, happened);
            }
        }
    }

    private async Task TellAfterAsync(Task before, ReservationEvent happened)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            try
            {
                await subscription.Handler(happened).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                logger.SubscriberFailed(happened.Kind, exception);
            }
        }
    }

    private sealed class Subscription(ReservationSubscribers subscribers, Func<ReservationEvent, ValueTask> handler) : IDisposable
    {
        public Func<ReservationEvent, ValueTask> Handler { get; } = handler;

        public void Dispose()
        {
            lock (subscribers._lock)
            {
                subscribers._subscriptions = [.. subscribers._subscriptions.Where(other => other != this)];
            }
        }
    }
}
