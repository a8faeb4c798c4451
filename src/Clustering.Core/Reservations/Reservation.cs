namespace Clustering.Reservations;

/// <summary>Who holds what, since when and how long.</summary>
/// <param name="Resource">What is reserved.</param>
/// <param name="Owner">By whom.</param>
/// <param name="NodeId">Through which node; it may have ended since.</param>
/// <param name="Fence">A number higher than that of every earlier reservation in the cluster: let what you protect refuse lower ones.</param>
/// <param name="Kind">What it lives as long as.</param>
/// <param name="Since">When it was made, by the server's clock.</param>
/// <param name="Until">When it ends unless it is renewed; <see langword="null"/> where a session decides.</param>
/// <param name="Note">What its owner said when he made it, for others to read.</param>
public sealed record Reservation(
    ReservationResource Resource,
    ReservationOwner Owner,
    string NodeId,
    long Fence,
    ReservationKind Kind,
    DateTimeOffset Since,
    DateTimeOffset? Until,
    string? Note);
