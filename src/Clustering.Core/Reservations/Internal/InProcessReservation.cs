namespace Clustering.Reservations.Internal;

/// <summary>A reservation in this process' memory: the twin of the record that <see cref="ReservationRecord"/> describes.</summary>
internal sealed record InProcessReservation(
    ReservationResource Resource, ReservationOwner Owner, string Token, string Kind, string? Incarnation, long Fence, long Since, long Ends, string? Note)
{
    public InProcessReservationHandle? Handle { get; set; }

    public bool IsBound => Kind is ReservationRecord.Session or ReservationRecord.SignIn;

    public Reservation ToReservation(string nodeId) => new(
        Resource,
        Owner,
        nodeId,
        Fence,
        Kind switch
        {
            ReservationRecord.Fixed => ReservationKind.Fixed,
            ReservationRecord.Handle => ReservationKind.Handle,
            _ => ReservationKind.Session,
        },
        DateTimeOffset.FromUnixTimeMilliseconds(Since),
        IsBound ? null : DateTimeOffset.FromUnixTimeMilliseconds(Ends),
        Note);
}

/// <summary>What is left of one for a while.</summary>
/// <param name="Owner">Whose it was.</param>
/// <param name="By">Who ended it by force; <see langword="null"/> where its owner let go.</param>
/// <param name="Reason">Why.</param>
/// <param name="Forgotten">Until when it is remembered, in milliseconds.</param>
internal sealed record InProcessReservationEnd(ReservationOwner Owner, string? By, string? Reason, long Forgotten);
