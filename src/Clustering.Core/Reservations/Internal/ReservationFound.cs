namespace Clustering.Reservations.Internal;

/// <summary>A record as it was read, and when.</summary>
/// <param name="Record">The record.</param>
/// <param name="Now">The server's clock, in milliseconds.</param>
/// <param name="Left">How long it lives unless it is renewed, in milliseconds.</param>
internal readonly record struct ReservationFound(ReservationRecord Record, long Now, long Left)
{
    public Reservation ToReservation() => Record.ToReservation(Now, Left);
}
