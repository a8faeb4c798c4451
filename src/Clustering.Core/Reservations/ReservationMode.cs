namespace Clustering.Reservations;

/// <summary>What to do if some of several components are held by others.</summary>
public enum ReservationMode
{
    /// <summary>Reserve none of them.</summary>
    AllOrNothing,

    /// <summary>Reserve the others.</summary>
    BestEffort,
}
