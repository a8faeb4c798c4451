using Clustering.Leases;
using Clustering.Sessions.Internal;

namespace Clustering.Reservations.Internal;

// The twin of the scripts by which owners act: plan, then apply.
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

    private ReservationResult[] ReserveAll(
        IReadOnlyCollection<ReservationResource> resources,
        ReservationOwner owner,
        ReservationLifetime lifetime,
        ReservationMode mode,
        string? note,
        CancellationToken cancellationToken)
    {
        var wanted = ReservationArguments.Distinct(resources);
        ReservationArguments.Check(owner);
        ReservationArguments.Check(lifetime, owner, _options);
        ReservationArguments.CheckText(note);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Reserve(wanted, Wish(owner, lifetime, note) with { Mode = mode });
        }
    }

    private ReservationResult[] Reserve(IReadOnlyList<ReservationResource> resources, ReservationWish wish)
    {
        var now = Now();
        (wish, var incarnation) = Settle(wish);
        var plan = resources.Select(resource => Meet(Living(resource, now), wish, incarnation)).ToList();
        var isRefused = wish.Mode == ReservationMode.AllOrNothing && plan.Exists(static step => step.IsConflict);
        var results = resources.Zip(plan, (resource, step) =>
            step.IsConflict ? new ReservationResult(resource, null, step.Present!.ToReservation(_nodeId))
            : isRefused ? new(resource, step.Keeps ? step.Present!.ToReservation(_nodeId) : null, null)
            : new(resource, Take(resource, step, wish, incarnation, now).ToReservation(_nodeId), null)).ToArray();
        var granted = results.Count(static result => result.IsGranted);
        _metrics.Requested(ReservationMetrics.Granted, granted);
        _metrics.Requested(ReservationMetrics.Refused, results.Length - granted);
        return results;
    }

    // Follows the session to the id it has now, and finds out whether the reservation is to hang on the sign-in, too.
    private (ReservationWish Wish, string? Incarnation) Settle(ReservationWish wish)
    {
        while (wish.Owner.SessionId is { } id)
        {
            if (_sessions.Look(id) is not { } seen)
            {
                return wish.Kind == ReservationRecord.Session ? throw ReservationErrors.NoSession() : (wish, null);
            }

            if (seen.MovedTo is { } moved)
            {
                wish = wish with { Owner = wish.Owner with { SessionId = moved } };
                continue;
            }

            var signsIn = wish.Kind == ReservationRecord.Session && seen.User == wish.Owner.User;
            return (signsIn ? wish with { Kind = ReservationRecord.SignIn } : wish, seen.Incarnation);
        }

        return (wish, null);
    }

    private Step Meet(InProcessReservation? present, ReservationWish wish, string? incarnation)
    {
        if (present is null)
        {
            return default;
        }

        if (present.Owner.User != wish.Owner.User)
        {
            return new(present, IsConflict: true);
        }

        if (IsSame(present, wish.Owner, incarnation))
        {
            return new(present, Keeps: present.Kind != ReservationRecord.Handle && wish.Kind != ReservationRecord.Handle);
        }

        return new(present, IsConflict: _options.SameUser == SameUserPolicy.Deny, IsTakeOver: true);
    }

    private static bool IsSame(InProcessReservation present, ReservationOwner owner, string? incarnation) =>
        present.Owner.SessionId == owner.SessionId || (incarnation is not null && present.Incarnation == incarnation);

    private InProcessReservation Take(ReservationResource resource, Step step, ReservationWish wish, string? incarnation, long now)
    {
        var ends = wish.Life == TimeSpan.MaxValue ? DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() : now + (long)Math.Ceiling(wish.Life.TotalMilliseconds);
        var taken = new InProcessReservation(
            resource,
            wish.Owner,
            wish.Token,
            wish.Kind,
            incarnation,
            step.Keeps ? step.Present!.Fence : NextFence(),
            step.Keeps ? step.Present!.Since : now,
            ends,
            wish.Note is { Length: > 0 } note ? note : null);
        _held[resource] = taken;
        _ended.Remove(resource);
        if (!step.Keeps)
        {
            step.Present?.Handle?.Lose(new(LeaseLossReason.TakenOver, _nodeId));
        }

        if (step.Present is not { } former || former with { Ends = ends, Handle = null } != taken)
        {
            Tell(step.IsTakeOver ? ReservationEventKind.TakenOver : ReservationEventKind.Reserved, taken, step.IsTakeOver ? step.Present : null);
        }

        return taken;
    }

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

    private ReservationWish Wish(ReservationOwner owner, ReservationLifetime lifetime, string? note)
    {
        var isFixed = lifetime.Kind == ReservationKind.Fixed;
        return new(
            owner,
            "",
            isFixed ? ReservationRecord.Fixed : ReservationRecord.Session,
            isFixed ? lifetime.Time : _sessionOptions.LongestIdleTimeout,
            TimeSpan.Zero,
            ReservationMode.AllOrNothing,
            note);
    }

    /// <summary>What a wish meets: nothing, the owner's own, which keeps its fence or does not, or what he takes over, or what he cannot have.</summary>
    private readonly record struct Step(InProcessReservation? Present, bool Keeps = false, bool IsConflict = false, bool IsTakeOver = false);
}
