using Clustering.Leases;
using Clustering.Nodes.Internal;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Microsoft.Extensions.Options;

namespace Clustering.Reservations.Internal;

/// <summary>Reservations without Redis, in this process' memory. One lock where Redis has one thread; otherwise as the scripts have it.</summary>
internal sealed partial class InProcessReservations : IReservations, ISessionObserver, IDisposable
{
    private readonly InProcessSessions _sessions;
    private readonly ReservationSubscribers _subscribers;
    private readonly ReservationOptions _options;
    private readonly ClusterSessionOptions _sessionOptions;
    private readonly string _nodeId;
    private readonly TimeProvider _time;
    private readonly ReservationMetrics _metrics;
    private readonly Lock _lock = new();
    private readonly Dictionary<ReservationResource, InProcessReservation> _held = [];
    private readonly Dictionary<ReservationResource, InProcessReservationEnd> _ended = [];
    private readonly ITimer _sweep;
    private long _lastFence;

    public InProcessReservations(
        InProcessSessions sessions,
        SessionObservers observers,
        ReservationSubscribers subscribers,
        NodeIdentity identity,
        IOptions<ReservationOptions> options,
        IOptions<ClusterSessionOptions> sessionOptions,
        TimeProvider time,
        ReservationMetrics metrics)
    {
        _sessions = sessions;
        _subscribers = subscribers;
        _options = options.Value;
        _sessionOptions = sessionOptions.Value;
        _nodeId = identity.Id;
        _time = time;
        _metrics = metrics;
        observers.Add(this);
        _sweep = time.CreateTimer(static state => ((InProcessReservations)state!).Sweep(), this, _options.SweepEvery, _options.SweepEvery);
    }

    public void Dispose() => _sweep.Dispose();

    public void OnEnded(string sessionId) => Sweep();

    public void OnRenewed(string sessionId, string newId)
    {
        lock (_lock)
        {
            foreach (var held in _held.Values.Where(held => held.IsBound && held.Owner.SessionId == sessionId).ToList())
            {
                _held[held.Resource] = held with { Owner = held.Owner with { SessionId = newId } };
            }
        }
    }

    /// <summary>Releases what exactly this handle holds.</summary>
    public void LetGo(InProcessReservationHandle handle)
    {
        lock (_lock)
        {
            if (Living(handle.Reservation.Resource, Now()) is { } held && held.Token == handle.Token)
            {
                Release(held);
            }
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private long NextFence() =>
        _lastFence = Math.Max(_lastFence + 1, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    // Who holds it. What has ended is removed when it is met, and told.
    private InProcessReservation? Living(ReservationResource resource, long now)
    {
        while (_held.TryGetValue(resource, out var held))
        {
            if (held.Ends > now && !held.IsBound)
            {
                return held;
            }

            var session = held.IsBound ? _sessions.Look(held.Owner.SessionId!) : null;
            if (session is not { } seen || seen.Incarnation != held.Incarnation || (held.Kind == ReservationRecord.SignIn && seen.User != held.Owner.User))
            {
                _held.Remove(resource);
                held.Handle?.Lose(new(LeaseLossReason.Expired));
                _metrics.Ended(ReservationMetrics.Expired, 1);
                Tell(ReservationEventKind.Expired, held);
                return null;
            }

            if (seen.MovedTo is not { } moved)
            {
                return held;
            }

            _held[resource] = held with { Owner = held.Owner with { SessionId = moved } };
        }

        return null;
    }

    private void Sweep()
    {
        lock (_lock)
        {
            var now = Now();
            foreach (var resource in _held.Keys.ToList())
            {
                Living(resource, now);
            }

            foreach (var (resource, _) in _ended.Where(end => end.Value.Forgotten <= now).ToList())
            {
                _ended.Remove(resource);
            }
        }
    }

    private void Release(InProcessReservation held)
    {
        _held.Remove(held.Resource);
        Remember(held, null, null, ReservationTimes.Tombstone);
        held.Handle?.Lose(new(LeaseLossReason.TakenOver));
        Tell(ReservationEventKind.Released, held);
    }

    private void Remember(InProcessReservation held, string? by, string? reason, TimeSpan time) =>
        _ended[held.Resource] = new(held.Owner, by, reason, Now() + (long)time.TotalMilliseconds);

    private void Tell(ReservationEventKind kind, InProcessReservation held, InProcessReservation? former = null, string? by = null, string? reason = null) =>
        _subscribers.Tell(new(
            kind,
            held.Resource,
            held.ToReservation(_nodeId) with { Until = null },
            former is null ? null : former.ToReservation(_nodeId) with { Until = null },
            by,
            reason));
}
