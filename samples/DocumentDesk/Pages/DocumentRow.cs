using DocumentDesk.Documents;
using DocumentDesk.Reservations;

namespace DocumentDesk.Pages;

/// <summary>A document in a list, and who has it.</summary>
/// <param name="Document">The document.</param>
/// <param name="Holder">Who has reserved it, if anybody.</param>
internal sealed record DocumentRow(Document Document, Holder? Holder);
