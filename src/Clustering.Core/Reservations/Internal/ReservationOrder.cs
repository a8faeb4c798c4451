namespace Clustering.Reservations.Internal;

/// <summary>How lists are ordered.</summary>
internal static class ReservationOrder
{
    // The fence grows with time, and settles what was made in the same millisecond.
    public static IReadOnlyList<Reservation> OldestFirst(IEnumerable<Reservation> reservations) =>
        [.. reservations.OrderBy(static reservation => reservation.Fence)];
}
