using Clustering.Caches;
using DocumentDesk.Access;
using DocumentDesk.Classes;

namespace DocumentDesk.Documents;

/// <summary>The documents as a visitor sees them: those of the classes that he may read, with what was made of them since, and their class as it is now.</summary>
/// <remarks>For one request. Classes and rights are in this node's memory, so a list of thirty asks nobody about them.</remarks>
internal sealed class DocumentLibrary(DocumentStore store, IStaticCache<ClassBook> classes, Rights rights)
{
    /// <summary>Gets the classes that the visitor may read, in their order.</summary>
    public async Task<IReadOnlyList<Shelf>> ShelvesAsync(CancellationToken cancellationToken)
    {
        var readable = await ReadableAsync(DocumentSeed.NewestFirst, cancellationToken);
        var book = await classes.GetAsync(cancellationToken);
        return [.. book.Classes.Select(one => new Shelf(one, readable.Count(document => document.Class.Slug == one.Slug))).Where(shelf => shelf.Count > 0)];
    }

    /// <summary>Gets a document's number as it is written, or <see langword="null"/> if there is no such document for the visitor.</summary>
    public async Task<string?> IdOfAsync(string id, CancellationToken cancellationToken) =>
        (await ReadableAsync([id], cancellationToken)) is [var document] ? document.Id : null;

    /// <summary>Says whether the visitor may change a document.</summary>
    public async Task<bool> MayEditAsync(Document document, CancellationToken cancellationToken) =>
        (await rights.OfVisitorAsync(cancellationToken)).MayEdit(document.Class);

    public async Task<Document?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await FindAllAsync([id], cancellationToken)) is [var document] ? document : null;

    /// <summary>Finds several, in their order; what is not there for the visitor is left out.</summary>
    public async Task<IReadOnlyList<Document>> FindAllAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        await PresentAsync(await ReadableAsync(ids, cancellationToken), cancellationToken);

    /// <summary>Finds the documents that have every word somewhere, the newest first.</summary>
    public async Task<IReadOnlyList<Document>> SearchAsync(string? text, string? classSlug, CancellationToken cancellationToken)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ofClass = DocumentSeed.NewestFirst.Where(document => string.IsNullOrEmpty(classSlug) || document.Class.Slug == classSlug);
        var readable = await PresentAsync(await ReadableAsync(ofClass, cancellationToken), cancellationToken);
        return [.. readable.Where(document => words.All(word => Mentions(document, word)))];
    }

    /// <summary>Finds others of the same kind, nearest in time.</summary>
    public async Task<IReadOnlyList<Document>> RelatedAsync(Document document, CancellationToken cancellationToken)
    {
        var nearest = DocumentSeed.NewestFirst.Where(other => other.Id != document.Id && other.Class.Slug == document.Class.Slug)
            .OrderBy(other => Math.Abs(other.Date.DayNumber - document.Date.DayNumber))
            .Take(3);
        return await PresentAsync(await ReadableAsync(nearest, cancellationToken), cancellationToken);
    }

    private static bool Mentions(Document document, string word) =>
        ((string[])[document.Id, document.Title, document.Author, document.Class.Name, document.Summary, .. document.Body])
            .Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private Task<IReadOnlyList<Document>> ReadableAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        ReadableAsync(ids.Select(DocumentSeed.Find).OfType<Document>(), cancellationToken);

    private async Task<IReadOnlyList<Document>> ReadableAsync(IEnumerable<Document> originals, CancellationToken cancellationToken)
    {
        var mine = await rights.OfVisitorAsync(cancellationToken);
        return [.. originals.Where(document => mine.MayRead(document.Class))];
    }

    // All are asked for before the first answer is waited for, so that thirty take about as long as one.
    private async Task<IReadOnlyList<Document>> PresentAsync(IEnumerable<Document> originals, CancellationToken cancellationToken)
    {
        var book = await classes.GetAsync(cancellationToken);
        return await Task.WhenAll(originals.Select(async original =>
        {
            var present = await store.FindAsync(original.Id, cancellationToken) is { } change ? change.Of(original) : original;
            return present with { Class = book.Find(original.Class.Slug) ?? original.Class };
        }));
    }
}
