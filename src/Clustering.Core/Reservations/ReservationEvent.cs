namespace Clustering.Reservations;

/// <summary>Something that happened to a reservation, on any node.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Resource">To which component; <see langword="null"/> for <see cref="ReservationEventKind.Resync"/>.</param>
/// <param name="Reservation">
/// The reservation as it is now, or as it was where it has ended. <see langword="null"/> where it is not known any more: of one whose time
/// or process ended, only the component is.
/// </param>
/// <param name="Former">The one before it, where somebody else has it now.</param>
/// <param name="By">Who ended it by force, or who asks for it.</param>
/// <param name="Reason">Why, or what he says.</param>
public sealed record ReservationEvent(
    ReservationEventKind Kind,
    ReservationResource? Resource,
    Reservation? Reservation = null,
    Reservation? Former = null,
    string? By = null,
    string? Reason = null);
