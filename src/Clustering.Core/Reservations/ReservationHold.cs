using System.Diagnostics.CodeAnalysis;

namespace Clustering.Reservations;

/// <summary>The answer to a wish to hold something: a handle, or whose it is.</summary>
/// <param name="Handle">The handle, to be disposed when you are done.</param>
/// <param name="Holder">The reservation of whoever holds it instead.</param>
public sealed record ReservationHold(IReservationHandle? Handle, Reservation? Holder)
{
    /// <summary>Gets a value indicating whether there is a handle.</summary>
    [MemberNotNullWhen(true, nameof(Handle))]
    public bool IsGranted => Handle is not null;
}
