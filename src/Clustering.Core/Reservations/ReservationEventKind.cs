namespace Clustering.Reservations;

/// <summary>What happened to a reservation.</summary>
public enum ReservationEventKind
{
    /// <summary>Messages may have been missed: read again what you show. It names no component.</summary>
    Resync,

    /// <summary>It was made, or made anew with another note or lifetime.</summary>
    Reserved,

    /// <summary>Its owner let go.</summary>
    Released,

    /// <summary>Its time, its process or its session ended.</summary>
    Expired,

    /// <summary>An administrator ended it.</summary>
    Forced,

    /// <summary>Its owner gave it to somebody else.</summary>
    Transferred,

    /// <summary>The same user took it over in another session.</summary>
    TakenOver,

    /// <summary>Somebody asks the holder to let go.</summary>
    AskedFor,
}
