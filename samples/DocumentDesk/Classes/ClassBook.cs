using DocumentDesk.Books;

namespace DocumentDesk.Classes;

/// <summary>All classes of documents, in the order in which they are listed.</summary>
/// <param name="Classes">The classes.</param>
internal sealed record ClassBook(IReadOnlyList<DocumentClass> Classes) : Book, IBook<ClassBook>
{
    public static string Name => "classes";

    public static ClassBook Initial { get; } = new(
    [
        new("contracts", "Contracts", "blue", "Author", "Signed on"),
        new("invoices", "Invoices", "ochre", "Clerk", "Date"),
        new("minutes", "Minutes", "violet", "Taken by", "Meeting on"),
        new("policies", "Policies", "rose", "Owner", "In force since"),
        new("projects", "Projects", "green", "Author", "Date"),
    ]);

    public DocumentClass? Find(string slug) => Classes.FirstOrDefault(one => one.Slug == slug);

    public ClassBook With(DocumentClass changed) => this with { Classes = [.. Classes.Select(one => one.Slug == changed.Slug ? changed : one)] };
}
