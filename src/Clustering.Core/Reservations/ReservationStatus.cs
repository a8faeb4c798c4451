namespace Clustering.Reservations;

/// <summary>What became of a release, a renewal or a transfer.</summary>
public enum ReservationStatus
{
    /// <summary>Done; of a renewal, it is still the owner's.</summary>
    Done,

    /// <summary>Nobody holds it (any more): it was released, or its time or its session is over.</summary>
    Gone,

    /// <summary>Somebody else holds it, or the owner with another fence than the one that was meant: <see cref="ReservationOutcome.Reservation"/>.</summary>
    Held,

    /// <summary>An administrator ended it: <see cref="ReservationOutcome.By"/> and <see cref="ReservationOutcome.Reason"/> tell who and why.</summary>
    Forced,
}
