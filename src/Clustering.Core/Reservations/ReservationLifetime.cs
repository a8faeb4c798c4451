namespace Clustering.Reservations;

/// <summary>How long a reservation is to live, unless it is released before.</summary>
/// <remarks>For one that lives as long as a process works on it, see <see cref="IReservations.TryHoldAsync"/>.</remarks>
public sealed record ReservationLifetime
{
    private ReservationLifetime(ReservationKind kind, TimeSpan time)
    {
        Kind = kind;
        Time = time;
    }

    /// <summary>Gets the lifetime of the owner's session. The owner must have one.</summary>
    /// <remarks>If the session belongs to the owner by <c>SetUser</c>, the reservation also ends when he signs out of it.</remarks>
    public static ReservationLifetime Session { get; } = new(ReservationKind.Session, TimeSpan.Zero);

    internal ReservationKind Kind { get; }

    internal TimeSpan Time { get; }

    /// <summary>Makes a lifetime of a fixed time.</summary>
    /// <param name="time">1 millisecond or longer, at most <c>Clustering:Reservations:LongestFixed</c>.</param>
    /// <returns>The lifetime. <see cref="IReservations.RenewAsync"/> can extend it.</returns>
    public static ReservationLifetime Fixed(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromMilliseconds(1));
        return new(ReservationKind.Fixed, time);
    }
}
