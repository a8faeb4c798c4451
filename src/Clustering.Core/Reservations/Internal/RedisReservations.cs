using Clustering.Nodes.Internal;
using Clustering.Sessions;
using Microsoft.Extensions.Options;

namespace Clustering.Reservations.Internal;

/// <summary>Reservations in Redis: a record for each component, changed only by the scripts beside this file.</summary>
/// <remarks>Handles are in <c>RedisReservations.Handles.cs</c>, what concerns somebody else's in <c>RedisReservations.Others.cs</c>, reading in
/// <c>RedisReservations.Queries.cs</c>.</remarks>
internal sealed partial class RedisReservations(
    ReservationKeys keys,
    ReservationScripts scripts,
    ReservationVerifier verifier,
    ReservationHandles handles,
    ReservationSubscribers subscribers,
    NodeIdentity identity,
    INodeChannel channel,
    IOptions<ReservationOptions> options,
    IOptions<ClusterSessionOptions> sessionOptions,
    TimeProvider time,
    ReservationMetrics metrics) : IReservations
{
    // Each further round is for a holder whose session had ended, or for an id of ours that was renewed.
    private const int Rounds = 16;

    public async ValueTask<ReservationResult> TryReserveAsync(
        ReservationResource resource, ReservationOwner owner, ReservationLifetime lifetime, string? note = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        var results = await TryReserveAllAsync([resource], owner, lifetime, ReservationMode.AllOrNothing, note, cancellationToken).ConfigureAwait(false);
        return results[0];
    }

    public async ValueTask<IReadOnlyList<ReservationResult>> TryReserveAllAsync(
        IReadOnlyCollection<ReservationResource> resources,
        ReservationOwner owner,
        ReservationLifetime lifetime,
        ReservationMode mode = ReservationMode.AllOrNothing,
        string? note = null,
        CancellationToken cancellationToken = default)
    {
        var batch = new ReservationBatch(keys, ReservationArguments.Distinct(resources));
        ReservationArguments.Check(owner);
        ReservationArguments.Check(lifetime, owner, options.Value);
        ReservationArguments.CheckText(note);
        return await ReserveAsync(batch, Wish(owner, lifetime, "", note) with { Mode = mode }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ReservationOutcome> RenewAsync(
        ReservationResource resource, ReservationOwner owner, TimeSpan? time = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        return (await RenewAllAsync([resource], owner, time, cancellationToken).ConfigureAwait(false))[0];
    }

    public async ValueTask<IReadOnlyList<ReservationOutcome>> RenewAllAsync(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, TimeSpan? time = null, CancellationToken cancellationToken = default)
    {
        var batch = new ReservationBatch(keys, ReservationArguments.Distinct(resources));
        ReservationArguments.Check(owner);
        if (time is { } given)
        {
            ReservationArguments.CheckTime(given, options.Value, nameof(time));
        }

        while (true)
        {
            var (replies, movedTo) = await scripts.Renew.RunAsync(batch, owner, "", time, identity.Id, cancellationToken).ConfigureAwait(false);
            if (replies is not null)
            {
                return await OutcomesAsync(replies, cancellationToken).ConfigureAwait(false);
            }

            owner = owner with { SessionId = movedTo };
        }
    }

    public async ValueTask<ReservationOutcome> ReleaseAsync(
        ReservationResource resource, ReservationOwner owner, long? fence = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        return (await ReleaseAllAsync([resource], owner, fence, cancellationToken).ConfigureAwait(false))[0];
    }

    public ValueTask<IReadOnlyList<ReservationOutcome>> ReleaseAllAsync(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, CancellationToken cancellationToken = default) =>
        ReleaseAllAsync(resources, owner, null, cancellationToken);

    private async ValueTask<IReadOnlyList<ReservationOutcome>> ReleaseAllAsync(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, long? fence, CancellationToken cancellationToken)
    {
        var batch = new ReservationBatch(keys, ReservationArguments.Distinct(resources));
        ReservationArguments.Check(owner);
        var replies = await scripts.Release.RunAsync(batch, owner, "", fence, identity.Id, cancellationToken).ConfigureAwait(false);

        // What was released is nobody's: the answer of a call that is repeated does not know it any more.
        return [.. (await OutcomesAsync(replies, cancellationToken).ConfigureAwait(false)).Select(static outcome =>
            outcome.IsDone ? outcome with { Reservation = null } : outcome)];
    }

    private async Task<IReadOnlyList<ReservationResult>> ReserveAsync(ReservationBatch batch, ReservationWish wish, CancellationToken cancellationToken)
    {
        try
        {
            for (var round = 1; ; round++)
            {
                var (replies, movedTo) = await scripts.Reserve.RunAsync(batch, wish, identity.Id, options.Value.SameUser, cancellationToken).ConfigureAwait(false);
                if (movedTo is not null && round < Rounds)
                {
                    wish = wish with { Owner = wish.Owner with { SessionId = movedTo } };
                    continue;
                }

                if (replies is null)
                {
                    throw ReservationErrors.NoSession();
                }

                var holders = await HoldersAsync(replies, cancellationToken).ConfigureAwait(false);
                if (round == Rounds || holders.Count == replies.Count(static reply => reply.Code == 0))
                {
                    return Results(replies, holders);
                }
            }
        }
        catch (ClusterUnavailableException)
        {
            metrics.Requested(ReservationMetrics.Failed, batch.Resources.Count);
            throw;
        }
    }

    // Who stands in the way, and lives. Only where a holder's session decides does this cost a second round trip.
    private Task<Dictionary<ReservationResource, ReservationFound>> HoldersAsync(ReservationReply[] replies, CancellationToken cancellationToken) =>
        verifier.VerifyAsync([.. replies.Where(static reply => reply.Code == 0).Select(static reply => reply.Found()!.Value)], cancellationToken);

    private ReservationResult[] Results(ReservationReply[] replies, Dictionary<ReservationResource, ReservationFound> holders)
    {
        var results = Array.ConvertAll(replies, reply => new ReservationResult(
            reply.Resource,
            reply.Code == 1 ? reply.Found()?.ToReservation() : null,
            holders.TryGetValue(reply.Resource, out var holder) ? holder.ToReservation() : null));
        var granted = results.Count(static result => result.IsGranted);
        metrics.Requested(ReservationMetrics.Granted, granted);
        metrics.Requested(ReservationMetrics.Refused, results.Length - granted);
        return results;
    }

    private async Task<IReadOnlyList<ReservationOutcome>> OutcomesAsync(ReservationReply[] replies, CancellationToken cancellationToken)
    {
        const int Held = 3;
        var holders = await verifier.VerifyAsync(
            [.. replies.Where(static reply => reply.Code == Held).Select(static reply => reply.Found()!.Value)], cancellationToken).ConfigureAwait(false);
        return [.. replies.Select(reply =>
            reply.Code != Held ? reply.ToOutcome()
            : holders.TryGetValue(reply.Resource, out var holder) ? new(reply.Resource, ReservationStatus.Held, holder.ToReservation())
            : new ReservationOutcome(reply.Resource, ReservationStatus.Gone))];
    }

    private ReservationWish Wish(ReservationOwner owner, ReservationLifetime lifetime, string token, string? note)
    {
        var isFixed = lifetime.Kind == ReservationKind.Fixed;
        var life = isFixed ? lifetime.Time : sessionOptions.Value.LongestIdleTimeout;
        return new(owner, token, isFixed ? ReservationRecord.Fixed : ReservationRecord.Session, life, life, ReservationMode.AllOrNothing, note);
    }
}
