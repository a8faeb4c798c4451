namespace DocumentDesk.Documents;

/// <summary>A kind of document.</summary>
/// <param name="Slug">Its part of an address, and of the style that gives it its colour.</param>
/// <param name="Name">What it is called.</param>
internal sealed record Category(string Slug, string Name);
