namespace Clustering.Reservations.Internal;

/// <summary>What is to be reserved, and how.</summary>
/// <param name="Owner">For whom.</param>
/// <param name="Token">What makes the owner's name his alone; '' where it need not be.</param>
/// <param name="Kind">One of the kinds of <see cref="ReservationRecord"/>, but for <c>signin</c>.</param>
/// <param name="Life">How long the record lives unless it is renewed.</param>
/// <param name="Retention">How long the indexes remember it.</param>
/// <param name="Mode">What to do if some are held by others.</param>
/// <param name="Note">For others to read.</param>
internal sealed record ReservationWish(
    ReservationOwner Owner, string Token, string Kind, TimeSpan Life, TimeSpan Retention, ReservationMode Mode, string? Note);
