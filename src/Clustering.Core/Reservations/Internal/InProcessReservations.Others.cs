using Clustering.Leases;
using Clustering.Sessions.Internal;

namespace Clustering.Reservations.Internal;

// Giving on, taking away, asking for, and reading.
internal sealed partial class InProcessReservations
{
    public ValueTask<ReservationOutcome> TransferAsync(
        ReservationResource resource,
        ReservationOwner owner,
        ReservationOwner newOwner,
        ReservationLifetime lifetime,
        string? note = null,
        CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        ReservationArguments.Check(owner);
        ReservationArguments.Check(newOwner);
        ReservationArguments.Check(lifetime, newOwner, _options);
        ReservationArguments.CheckText(note);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = Now();
            if (Living(resource, now) is not { } held)
            {
                return new(Ended(resource, owner, now, isRelease: false));
            }

            var incarnation = owner.SessionId is { } id ? _sessions.Look(id)?.Incarnation : null;
            if (held.Owner.User != owner.User || !IsSame(held, owner, incarnation))
            {
                return new(new ReservationOutcome(resource, ReservationStatus.Held, held.ToReservation(_nodeId)));
            }

            var (wish, next) = Settle(Wish(newOwner, lifetime, note) with { Token = SessionIds.NewName() });
            held.Handle?.Lose(new(LeaseLossReason.TakenOver, _nodeId));
            var given = _held[resource] = new(
                resource,
                wish.Owner,
                wish.Token,
                wish.Kind,
                next,
                NextFence(),
                now,
                now + (long)Math.Ceiling(wish.Life.TotalMilliseconds),
                wish.Note is { Length: > 0 } said ? said : null);
            Tell(ReservationEventKind.Transferred, given, held);
            return new(new ReservationOutcome(resource, ReservationStatus.Done, given.ToReservation(_nodeId)));
        }
    }

    public ValueTask<bool> ForceReleaseAsync(
        ReservationResource resource, string by, string reason, long? fence = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        ReservationArguments.CheckName(by, "The name", nameof(by));
        ArgumentNullException.ThrowIfNull(reason);
        ReservationArguments.CheckText(reason);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Living(resource, Now()) is not { } held || (fence is { } seen && seen != held.Fence))
            {
                return new(false);
            }

            _held.Remove(resource);
            Remember(held, by, reason, ReservationTimes.ForcedTombstone);
            held.Handle?.Lose(new(LeaseLossReason.Forced, by, reason));
            _metrics.Ended(ReservationMetrics.Forced, 1);
            Tell(ReservationEventKind.Forced, held, null, by, reason);
            return new(true);
        }
    }

    public ValueTask<Reservation?> AskToReleaseAsync(
        ReservationResource resource, string asker, string message, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        ReservationArguments.CheckName(asker, "The name", nameof(asker));
        ArgumentNullException.ThrowIfNull(message);
        ReservationArguments.CheckText(message);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Living(resource, Now()) is not { } held)
            {
                return new((Reservation?)null);
            }

            Tell(ReservationEventKind.AskedFor, held, null, asker, message);
            return new(held.ToReservation(_nodeId));
        }
    }

    public ValueTask<Reservation?> FindAsync(ReservationResource resource, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        lock (_lock)
        {
            return new(Living(resource, Now())?.ToReservation(_nodeId));
        }
    }

    public ValueTask<IReadOnlyDictionary<ReservationResource, Reservation>> FindAllAsync(
        IReadOnlyCollection<ReservationResource> resources, CancellationToken cancellationToken = default)
    {
        var distinct = ReservationArguments.Distinct(resources);
        lock (_lock)
        {
            var now = Now();
            return new(distinct.Select(resource => Living(resource, now)).OfType<InProcessReservation>()
                .ToDictionary(static held => held.Resource, held => held.ToReservation(_nodeId)));
        }
    }

    public ValueTask<IReadOnlyList<Reservation>> ListByUserAsync(string user, CancellationToken cancellationToken = default)
    {
        ReservationArguments.CheckName(user, "The user", nameof(user));
        return new(List(held => held.Owner.User == user));
    }

    public ValueTask<IReadOnlyList<Reservation>> ListBySessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        ReservationArguments.CheckName(sessionId, "The session's id", nameof(sessionId));
        return new(List(held => held.Owner.SessionId == sessionId));
    }

    public ValueTask<IReadOnlyList<Reservation>> ListByNodeAsync(string nodeId, CancellationToken cancellationToken = default)
    {
        ReservationArguments.CheckName(nodeId, "The node's id", nameof(nodeId));
        return new(List(_ => nodeId == _nodeId));
    }

    public ValueTask<IReadOnlyList<Reservation>> ListByCategoryAsync(string category, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(new ReservationResource(category, "*"), nameof(category));
        return new(List(held => held.Resource.Category == category));
    }

    public IDisposable Subscribe(Func<ReservationEvent, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return _subscribers.Add(handler);
    }

    private IReadOnlyList<Reservation> List(Func<InProcessReservation, bool> wanted)
    {
        lock (_lock)
        {
            var now = Now();
            return ReservationOrder.OldestFirst(_held.Keys.ToList().Select(resource => Living(resource, now)).OfType<InProcessReservation>()
                .Where(wanted).Select(held => held.ToReservation(_nodeId)));
        }
    }
}
