namespace Clustering.Reservations;

/// <summary>What became of a release, a renewal or a transfer of one component.</summary>
/// <param name="Resource">The component.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reservation">The owner's reservation as it is now, or that of whoever else holds it; otherwise <see langword="null"/>.</param>
/// <param name="By">Who ended it by force.</param>
/// <param name="Reason">Why.</param>
public sealed record ReservationOutcome(
    ReservationResource Resource, ReservationStatus Status, Reservation? Reservation = null, string? By = null, string? Reason = null)
{
    /// <summary>Gets a value indicating whether what was asked for is done.</summary>
    public bool IsDone => Status == ReservationStatus.Done;
}
