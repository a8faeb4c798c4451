using Clustering.Sessions.Internal;

namespace Clustering.Reservations.Internal;

// What concerns two people: giving on, taking away, asking for.
internal sealed partial class RedisReservations
{
    public async ValueTask<ReservationOutcome> TransferAsync(
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
        ReservationArguments.Check(lifetime, newOwner, options.Value);
        ReservationArguments.CheckText(note);

        // A name for this transfer alone: one that is repeated after a lost answer finds its own.
        var wish = Wish(newOwner, lifetime, SessionIds.NewName(), note);
        for (var round = 1; ; round++)
        {
            var (reply, movedTo, ownerMovedTo) = await scripts.Transfer.RunAsync(resource, owner, wish, identity.Id, cancellationToken).ConfigureAwait(false);
            if (movedTo is not null && round < Rounds)
            {
                wish = wish with { Owner = wish.Owner with { SessionId = movedTo } };
                continue;
            }

            if (ownerMovedTo is not null && round < Rounds)
            {
                owner = owner with { SessionId = ownerMovedTo };
                continue;
            }

            return reply is { } found
                ? (await OutcomesAsync([found], cancellationToken).ConfigureAwait(false))[0]
                : throw ReservationErrors.NoSession();
        }
    }

    public async ValueTask<bool> ForceReleaseAsync(
        ReservationResource resource, string by, string reason, long? fence = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        ReservationArguments.CheckName(by, "The name", nameof(by));
        ArgumentNullException.ThrowIfNull(reason);
        ReservationArguments.CheckText(reason);

        // Found first: the script needs the holder's indexes. It compares the fence, so nobody is meant who came after him.
        var found = await FindLivingAsync([resource], cancellationToken).ConfigureAwait(false);
        if (!found.TryGetValue(resource, out var holder) || (fence is { } seen && seen != holder.Record.Lease.Fence))
        {
            return false;
        }

        var isEnded = await scripts.Force.RunAsync(holder.Record, by, reason, cancellationToken).ConfigureAwait(false);
        if (isEnded)
        {
            metrics.Ended(ReservationMetrics.Forced, 1);
        }

        return isEnded;
    }

    public async ValueTask<Reservation?> AskToReleaseAsync(
        ReservationResource resource, string asker, string message, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        ReservationArguments.CheckName(asker, "The name", nameof(asker));
        ArgumentNullException.ThrowIfNull(message);
        ReservationArguments.CheckText(message);
        if (!(await FindLivingAsync([resource], cancellationToken).ConfigureAwait(false)).TryGetValue(resource, out var holder))
        {
            return null;
        }

        // To every node: a session roams, so its page may be open on another node than that through which it reserved.
        await channel.PublishAsync(
            null, ReservationChannel.Topic, ReservationMessages.WriteAsked(holder.Record, asker, message), cancellationToken).ConfigureAwait(false);
        return holder.ToReservation();
    }
}
