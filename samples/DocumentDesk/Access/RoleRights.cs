using DocumentDesk.Classes;
using DocumentDesk.Documents;

namespace DocumentDesk.Access;

/// <summary>What a role may do, by one state of the access lists.</summary>
/// <param name="Book">The lists.</param>
/// <param name="Role">The role.</param>
internal sealed record RoleRights(AccessBook Book, string Role)
{
    public bool MayRead(DocumentClass one) => Book.LevelOf(Role, one.Slug) >= AccessLevel.Read;

    /// <summary>Says whether the role may know of a document, by its number.</summary>
    public bool MayRead(string documentId) => DocumentSeed.Find(documentId) is { } document && MayRead(document.Class);

    public bool MayEdit(DocumentClass one) => Book.LevelOf(Role, one.Slug) >= AccessLevel.Edit;
}
