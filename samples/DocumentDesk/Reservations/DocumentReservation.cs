namespace DocumentDesk.Reservations;

/// <summary>A document and who has it, as the JSON endpoints tell.</summary>
/// <param name="Document">The document's number.</param>
/// <param name="Holder">Who has it; <see langword="null"/> if nobody does.</param>
/// <param name="Mine">Whether that is the visitor, in this session.</param>
internal sealed record DocumentReservation(string Document, Holder? Holder, bool Mine = false);
