namespace Clustering.Reservations;

/// <summary>Who holds a reservation: a user, in one of his sessions.</summary>
/// <remarks>In a web app, <c>HttpContext.GetReservationOwner()</c> gives the request's.</remarks>
/// <param name="User">The user. 1 to 256 bytes, without control characters. Case matters. Others see it.</param>
/// <param name="SessionId">His session, the same as <c>HttpContext.Session.Id</c>; or <see langword="null"/> where there is none, as in a worker.</param>
public sealed record ReservationOwner(string User, string? SessionId = null);
