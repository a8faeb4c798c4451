namespace DocumentDesk.Classes;

/// <summary>A kind of document.</summary>
/// <param name="Slug">Its part of an address. It stays.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Colour">One of <see cref="ClassColours"/>.</param>
/// <param name="AuthorLabel">What whoever wrote such a document is called.</param>
/// <param name="DateLabel">What the date of such a document is called.</param>
internal sealed record DocumentClass(string Slug, string Name, string Colour, string AuthorLabel, string DateLabel);
