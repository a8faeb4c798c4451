using System.Diagnostics.CodeAnalysis;

namespace Clustering.Reservations;

/// <summary>The answer to a wish to reserve: it is yours, or whose it is.</summary>
/// <param name="Resource">What was to be reserved.</param>
/// <param name="Granted">The reservation, if it is the owner's now.</param>
/// <param name="Holder">The reservation of whoever holds it instead.</param>
/// <remarks>Both are <see langword="null"/> for what was free and not reserved, because with all or nothing something else was not.</remarks>
public sealed record ReservationResult(ReservationResource Resource, Reservation? Granted, Reservation? Holder)
{
    /// <summary>Gets a value indicating whether it is the owner's now.</summary>
    [MemberNotNullWhen(true, nameof(Granted))]
    public bool IsGranted => Granted is not null;
}
