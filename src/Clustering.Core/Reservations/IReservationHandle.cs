using Clustering.Leases;

namespace Clustering.Reservations;

/// <summary>A reservation that lives as long as this process works on it. Dispose it to let go.</summary>
public interface IReservationHandle : IAsyncDisposable
{
    /// <summary>Gets the reservation as it was made.</summary>
    Reservation Reservation { get; }

    /// <summary>Gets a number higher than that of every earlier reservation in the cluster.</summary>
    long Fence { get; }

    /// <summary>Gets a token that is cancelled when the reservation is lost before you dispose it, and in time: before anybody else can have it,
    /// unless he took it on purpose.</summary>
    /// <remarks>Disposing does not cancel it.</remarks>
    CancellationToken Lost { get; }

    /// <summary>Gets why it was lost; <see langword="null"/> if it was not.</summary>
    LeaseLoss? Loss { get; }

    /// <summary>Gets a value indicating whether you may rely on it now.</summary>
    bool IsHeld { get; }
}
