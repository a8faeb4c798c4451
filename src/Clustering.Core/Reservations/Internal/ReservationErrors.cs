using Clustering.Sessions;

namespace Clustering.Reservations.Internal;

/// <summary>What both twins throw alike.</summary>
internal static class ReservationErrors
{
    public static SessionEndedException NoSession() => new(
        "Nothing was reserved: it was to live as long as the owner's session, and there is no such session. It has ended, or nothing was ever " +
        "stored in it; in the request that begins a session, commit it first.");
}
