using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

// Reading. Whatever is bound to a session is shown only after a look at that session.
internal sealed partial class RedisReservations
{
    public async ValueTask<Reservation?> FindAsync(ReservationResource resource, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        return (await FindLivingAsync([resource], cancellationToken).ConfigureAwait(false)).TryGetValue(resource, out var found) ? found.ToReservation() : null;
    }

    public async ValueTask<IReadOnlyDictionary<ReservationResource, Reservation>> FindAllAsync(
        IReadOnlyCollection<ReservationResource> resources, CancellationToken cancellationToken = default) =>
        (await FindLivingAsync(ReservationArguments.Distinct(resources), cancellationToken).ConfigureAwait(false))
            .ToDictionary(static found => found.Key, static found => found.Value.ToReservation());

    public ValueTask<IReadOnlyList<Reservation>> ListByUserAsync(string user, CancellationToken cancellationToken = default)
    {
        ReservationArguments.CheckName(user, "The user", nameof(user));
        return ListAsync(keys.User(user), "user", user, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Reservation>> ListBySessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        ReservationArguments.CheckName(sessionId, "The session's id", nameof(sessionId));
        return ListAsync(keys.Session(sessionId), "session", sessionId, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Reservation>> ListByNodeAsync(string nodeId, CancellationToken cancellationToken = default)
    {
        ReservationArguments.CheckName(nodeId, "The node's id", nameof(nodeId));
        return ListAsync(keys.Node(nodeId), "node", nodeId, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Reservation>> ListByCategoryAsync(string category, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(new ReservationResource(category, "*"), nameof(category));
        return ListAsync(keys.Category(category), "category", category, cancellationToken);
    }

    public IDisposable Subscribe(Func<ReservationEvent, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return subscribers.Add(handler);
    }

    private async Task<Dictionary<ReservationResource, ReservationFound>> FindLivingAsync(
        IReadOnlyList<ReservationResource> resources, CancellationToken cancellationToken) => await verifier.VerifyAsync(
            [.. await scripts.Queries.FindAsync(resources, cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<Reservation>> ListAsync(RedisKey index, string what, string value, CancellationToken cancellationToken)
    {
        var listed = await scripts.Queries.ListAsync(index, what, value, cancellationToken).ConfigureAwait(false);
        var living = await verifier.VerifyAsync(listed, cancellationToken).ConfigureAwait(false);
        return ReservationOrder.OldestFirst(living.Values.Select(static found => found.ToReservation()));
    }
}
