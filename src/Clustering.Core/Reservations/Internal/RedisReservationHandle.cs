using Clustering.Leases;
using Clustering.Leases.Internal;

namespace Clustering.Reservations.Internal;

/// <summary>A reservation whose lease this node keeps.</summary>
internal sealed class RedisReservationHandle(ReservationHandles handles, Reservation reservation, HeldLease lease) : IReservationHandle
{
    public Reservation Reservation { get; } = reservation;

    public HeldLease Lease { get; } = lease;

    public long Fence => Reservation.Fence;

    public CancellationToken Lost => Lease.Lost;

    public LeaseLoss? Loss => Lease.Loss;

    public bool IsHeld => Lease.IsHeld;

    public async ValueTask DisposeAsync() => await handles.LetGoAsync(this).ConfigureAwait(false);
}
