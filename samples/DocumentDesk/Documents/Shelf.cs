using DocumentDesk.Classes;

namespace DocumentDesk.Documents;

/// <summary>A class, and how many documents it has.</summary>
/// <param name="Class">The class.</param>
/// <param name="Count">How many.</param>
internal sealed record Shelf(DocumentClass Class, int Count);
