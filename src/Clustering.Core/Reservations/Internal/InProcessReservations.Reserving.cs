using Clustering.Leases;

namespace Clustering.Reservations.Internal;

// The twin of reservation-reserve.lua: plan what each component meets, then apply.
internal sealed partial class InProcessReservations
{
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
