namespace Clustering.Reservations.Internal;

// What lives as long as this process works on it.
internal sealed partial class RedisReservations
{
    public async ValueTask<ReservationHold> TryHoldAsync(
        ReservationResource resource, ReservationOwner owner, string? note = null, CancellationToken cancellationToken = default)
    {
        ReservationArguments.Check(resource);
        ReservationArguments.Check(owner);
        ReservationArguments.CheckText(note);
        var token = handles.NewToken();
        var wish = new ReservationWish(
            owner, token, ReservationRecord.Handle, options.Value.Lease, ReservationTimes.HandleRetention, ReservationMode.AllOrNothing, note);

        // Before the first command: what counts is the one that brought it, which is this one or later.
        var sent = time.GetTimestamp();
        ReservationResult result;
        try
        {
            result = (await ReserveAsync(new(keys, [resource]), wish, cancellationToken).ConfigureAwait(false))[0];
        }
        catch (Exception exception) when (exception is ClusterUnavailableException or OperationCanceledException)
        {
            // It may have been reserved all the same, and nobody would hold it.
            _ = handles.ReleaseAsync(resource, owner, ReservationRecord.OwnerOf(token, owner));
            throw;
        }

        return result.IsGranted ? new(handles.Keep(result.Granted, token, sent), null) : new(null, result.Holder);
    }
}
