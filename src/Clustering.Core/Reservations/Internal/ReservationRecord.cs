using Clustering.Leases.Internal;

namespace Clustering.Reservations.Internal;

/// <summary>What a component's key holds: a lease record whose owner and detail have more to say.</summary>
/// <remarks>
/// <code>
/// held   +OWNER \n FENCE \n NODE \n SINCE \n KIND \n INCARNATION \n NOTE
/// ended  -OWNER \n released | expired | forced \n BY \n REASON
///
/// OWNER  TOKEN \t USER \t SESSION   so that a former holder knows his name in what is left. TOKEN is '' but for a handle, and for what was
///                                   given on, which both need a name of their own; SESSION is '' where there is none
/// KIND   session | signin | fixed | handle   signin = as long as the user is signed in to the session
/// </code>
/// <para>INCARNATION is the session's, '' where there was none: the same session keeps it when it gets another id, and a session that has
/// ended never comes back to it.</para>
/// </remarks>
internal sealed record ReservationRecord(
    ReservationResource Resource, string Text, LeaseRecord Lease, string User, string? SessionId, string Kind, string Incarnation, string? Note)
{
    public const string Session = "session";
    public const string SignIn = "signin";
    public const string Fixed = "fixed";
    public const string Handle = "handle";

    /// <summary>Gets a value indicating whether it lives as long as a session.</summary>
    public bool IsBound => Kind is Session or SignIn;

    public static string OwnerOf(string token, ReservationOwner owner) => $"{token}\t{owner.User}\t{owner.SessionId}";

    /// <exception cref="InvalidDataException">It is no record of ours.</exception>
    public static ReservationRecord Parse(ReservationResource resource, string text)
    {
        var lease = LeaseRecord.Parse(text);
        if (lease.Owner.Split('\t') is not [_, var user, var session])
        {
            throw new InvalidDataException($"The record of '{resource}' does not name its owner.");
        }

        var sessionId = session.Length > 0 ? session : null;
        if (!lease.IsHeld)
        {
            return new(resource, text, lease, user, sessionId, "", "", null);
        }

        return lease.Detail.Split('\n', 3) is [var kind, var incarnation, var note]
            ? new(resource, text, lease, user, sessionId, kind, incarnation, note.Length > 0 ? note : null)
            : throw new InvalidDataException($"The record of '{resource}' has no kind, incarnation and note.");
    }

    /// <param name="now">The server's clock, in milliseconds.</param>
    /// <param name="left">How long it lives unless it is renewed, in milliseconds.</param>
    public Reservation ToReservation(long now, long left) => new(
        Resource,
        new(User, SessionId),
        Lease.Node,
        Lease.Fence,
        Kind switch { Fixed => ReservationKind.Fixed, Handle => ReservationKind.Handle, _ => ReservationKind.Session },
        DateTimeOffset.FromUnixTimeMilliseconds(Lease.Since),
        IsBound ? null : DateTimeOffset.FromUnixTimeMilliseconds(now + Math.Max(0, left)),
        Note);
}
