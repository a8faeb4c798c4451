using Clustering.Leases;

namespace Clustering.Reservations.Internal;

/// <summary>One thing that a node has heard of a reservation; see <see cref="ReservationMessages"/>.</summary>
internal readonly record struct ReservationMessage(string What, ReservationResource Resource, string First, string Second)
{
    /// <returns>What to tell; <see langword="null"/> of a kind that only a newer version knows.</returns>
    public ReservationEvent? ToEvent() => What switch
    {
        "reserved" => new(ReservationEventKind.Reserved, Resource, Held(First)),
        "released" => new(ReservationEventKind.Released, Resource, Held(First)),
        "expired" => new(ReservationEventKind.Expired, Resource, Held(First)),
        "forced" when ReservationRecord.Parse(Resource, First).Lease is var end =>
            new(ReservationEventKind.Forced, Resource, Held(Second), null, end.By, end.Why),
        "transferred" => new(ReservationEventKind.Transferred, Resource, Held(First), Held(Second)),
        "taken" => new(ReservationEventKind.TakenOver, Resource, Held(First), Held(Second)),
        "asked" when Second.Split('\n', 2) is [var asker, var message] =>
            new(ReservationEventKind.AskedFor, Resource, Held(First), null, asker, message),
        _ => null,
    };

    /// <returns>The record that somebody lost by it, and why.</returns>
    public (ReservationRecord Former, LeaseLoss Loss)? Loss() => What switch
    {
        "forced" when ReservationRecord.Parse(Resource, First).Lease is var end =>
            (ReservationRecord.Parse(Resource, Second), new(LeaseLossReason.Forced, end.By, end.Why)),
        "reserved" or "transferred" or "taken" when Second.Length > 0 =>
            (ReservationRecord.Parse(Resource, Second), new(LeaseLossReason.TakenOver, ReservationRecord.Parse(Resource, First).Lease.Node)),
        "released" => (ReservationRecord.Parse(Resource, First), new(LeaseLossReason.TakenOver)),
        _ => null,
    };

    // A message does not say how long it is to live.
    private Reservation? Held(string text) =>
        text.Length == 0 ? null : ReservationRecord.Parse(Resource, text).ToReservation(0, 0) with { Until = null };
}
