using Clustering.Leases;
using Clustering.Sessions.Internal;

namespace Clustering.Reservations.Internal;

// The twin of the scripts by which owners act. How they reserve is in InProcessReservations.Reserving.cs.
internal sealed partial class InProcessReservations
{
    public ValueTask<ReservationResult> TryReserveAsync(
        ReservationResource resource, ReservationOwner owner, ReservationLifetime lifetime, string? note = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        return new(ReserveAll([resource], owner, lifetime, ReservationMode.AllOrNothing, note, cancellationToken)[0]);
    }

    public ValueTask<IReadOnlyList<ReservationResult>> TryReserveAllAsync(
        IReadOnlyCollection<ReservationResource> resources,
        ReservationOwner owner,
        ReservationLifetime lifetime,
        ReservationMode mode = ReservationMode.AllOrNothing,
        string? note = null,
        CancellationToken cancellationToken = default) => new(ReserveAll(resources, owner, lifetime, mode, note, cancellationToken));

    public ValueTask<ReservationHold> TryHoldAsync(
        ReservationResource resource, ReservationOwner owner, string? note = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        ReservationArguments.Check(owner);
        ReservationArguments.CheckText(note);
        cancellationToken.ThrowIfCancellationRequested();
        var wish = new ReservationWish(
            owner, SessionIds.NewName(), ReservationRecord.Handle, TimeSpan.MaxValue, TimeSpan.Zero, ReservationMode.AllOrNothing, note);
        lock (_lock)
        {
            var result = Reserve([resource], wish)[0];
            if (!result.IsGranted)
            {
                return new(new ReservationHold(null, result.Holder));
            }

            var handle = new InProcessReservationHandle(this, result.Granted, wish.Token);
            _held[resource].Handle = handle;
            return new(new ReservationHold(handle, null));
        }
    }

    public ValueTask<ReservationOutcome> RenewAsync(
        ReservationResource resource, ReservationOwner owner, TimeSpan? time = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        return new(RenewAll([resource], owner, time, cancellationToken)[0]);
    }

    public ValueTask<IReadOnlyList<ReservationOutcome>> RenewAllAsync(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, TimeSpan? time = null, CancellationToken cancellationToken = default) =>
        new(RenewAll(resources, owner, time, cancellationToken));

    public ValueTask<ReservationOutcome> ReleaseAsync(
        ReservationResource resource, ReservationOwner owner, long? fence = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        return new(ReleaseAll([resource], owner, fence, cancellationToken)[0]);
    }

    public ValueTask<IReadOnlyList<ReservationOutcome>> ReleaseAllAsync(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, CancellationToken cancellationToken = default) =>
        new(ReleaseAll(resources, owner, null, cancellationToken));

    private ReservationOutcome[] RenewAll(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, TimeSpan? time, CancellationToken cancellationToken)
    {
        if (time is { } given)
        {
            ReservationArguments.CheckTime(given, _options, nameof(time));
        }

        return Each(resources, owner, (held, now) =>
        {
            if (held.Kind == ReservationRecord.Fixed && time is { } longer)
            {
                held = _held[held.Resource] = held with { Owner = now, Ends = Now() + (long)Math.Ceiling(longer.TotalMilliseconds) };
            }

            return new(held.Resource, ReservationStatus.Done, held.ToReservation(_nodeId));
        }, isRelease: false, cancellationToken);
    }

    private ReservationOutcome[] ReleaseAll(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, long? fence, CancellationToken cancellationToken) =>
        Each(resources, owner, (held, _) =>
        {
            if (fence is { } meant && meant != held.Fence)
            {
                return new(held.Resource, ReservationStatus.Held, held.ToReservation(_nodeId));
            }

            Release(held);
            return new(held.Resource, ReservationStatus.Done);
        }, isRelease: true, cancellationToken);

    private ReservationOutcome[] Each(
        IReadOnlyCollection<ReservationResource> resources,
        ReservationOwner owner,
        Func<InProcessReservation, ReservationOwner, ReservationOutcome> apply,
        bool isRelease,
        CancellationToken cancellationToken)
    {
        var distinct = ReservationArguments.Distinct(resources);
        ReservationArguments.Check(owner);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = Now();
            var present = owner;
            while (present.SessionId is { } former && _sessions.Look(former)?.MovedTo is { } moved)
            {
                present = present with { SessionId = moved };
            }

            var incarnation = owner.SessionId is { } id ? _sessions.Look(id)?.Incarnation : null;
            return [.. distinct.Select(resource => Living(resource, now) is { } held
                ? held.Owner.User == owner.User && IsSame(held, owner, incarnation)
                    ? apply(held, present)
                    : new(resource, ReservationStatus.Held, held.ToReservation(_nodeId))
                : Ended(resource, owner, now, isRelease))];
        }
    }

    // What a former holder is told.
    private ReservationOutcome Ended(ReservationResource resource, ReservationOwner owner, long now, bool isRelease)
    {
        if (!_ended.TryGetValue(resource, out var end) || end.Forgotten <= now || end.Owner != owner)
        {
            return new(resource, ReservationStatus.Gone);
        }

        return end.By is not null ? new(resource, ReservationStatus.Forced, null, end.By, end.Reason)
            : new(resource, isRelease ? ReservationStatus.Done : ReservationStatus.Gone);
    }
}
