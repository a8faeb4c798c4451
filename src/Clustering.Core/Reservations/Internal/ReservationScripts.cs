namespace Clustering.Reservations.Internal;

/// <summary>The scripts by which owners act and ask.</summary>
internal sealed record ReservationScripts(
    ReservationReserveScript Reserve,
    ReservationReleaseScript Release,
    ReservationRenewScript Renew,
    ReservationTransferScript Transfer,
    ReservationForceScript Force,
    ReservationQueryScripts Queries);
