namespace DocumentDesk.Reservations;

/// <summary>Something that happened to a reservation, for the pages that are open.</summary>
/// <param name="Kind">
/// <c>reserved</c>, <c>released</c>, <c>expired</c>, <c>forced</c>, <c>asked</c>; <c>resync</c>: read again what you show; <c>pulse</c>: nothing.
/// </param>
/// <param name="Document">To which document.</param>
/// <param name="Holder">Who has it now.</param>
/// <param name="Former">The user who had it, where that is known.</param>
/// <param name="By">Who ended it by force, or asks for it: what he is called. Only its holder is told.</param>
/// <param name="Text">Why, or what he says. Only its holder is told.</param>
/// <param name="Page">The fence of the page that gave it back. Only its user is told.</param>
/// <param name="Books">The latest revision of what administrators change: a page that shows an older one reads it again.</param>
internal sealed record ReservationNews(
    string Kind,
    string? Document = null,
    Holder? Holder = null,
    string? Former = null,
    string? By = null,
    string? Text = null,
    long? Page = null,
    long? Books = null)
{
    public static readonly ReservationNews Resync = new("resync");

    public static readonly ReservationNews Pulse = new("pulse");
}
