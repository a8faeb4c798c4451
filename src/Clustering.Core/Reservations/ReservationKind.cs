namespace Clustering.Reservations;

/// <summary>What a reservation lives as long as.</summary>
public enum ReservationKind
{
    /// <summary>The owner's session: it ends with logout, expiry or revocation, whatever becomes of the node.</summary>
    Session,

    /// <summary>A time that was given when it was made, whatever becomes of the session and the node.</summary>
    Fixed,

    /// <summary>A handle that a process holds: it ends when the handle is disposed, or with the process.</summary>
    Handle,
}
