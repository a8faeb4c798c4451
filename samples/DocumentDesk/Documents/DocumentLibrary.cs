using Clustering.Caches;
using DocumentDesk.Access;
using DocumentDesk.Classes;
using DocumentDesk.Search;

namespace DocumentDesk.Documents;

/// <summary>The documents as a visitor sees them: those of the classes that he may read, with what was made of them since, and their class as it is now.</summary>
/// <remarks>For one request. Classes, rights and the search index are in this node's memory, so only what is shown is asked for.</remarks>
internal sealed class DocumentLibrary(DocumentStore store, IStaticCache<ClassBook> classes, IStaticCache<SearchIndex> index, Rights rights)
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

    /// <summary>Finds the documents that have every word somewhere, the newest first. What was saved just now is found when it is indexed.</summary>
    public async Task<IReadOnlyList<Document>> SearchAsync(string? text, string? classSlug, CancellationToken cancellationToken)
    {
        var words = FoldedText.Of(text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ofClass = DocumentSeed.NewestFirst.Where(document => string.IsNullOrEmpty(classSlug) || document.Class.Slug == classSlug);
        var book = await classes.GetAsync(cancellationToken);
        var searched = await index.GetAsync(cancellationToken);
        var found = (await ReadableAsync(ofClass, cancellationToken))
            .Where(document => searched.Mentions(document.Id, (book.Find(document.Class.Slug) ?? document.Class).Name, words));
        return await PresentAsync(found, cancellationToken);
    }

    /// <summary>Finds others of the same kind, nearest in time.</summary>
    public async Task<IReadOnlyList<Document>> RelatedAsync(Document document, CancellationToken cancellationToken)
    {
        var nearest = DocumentSeed.NewestFirst.Where(other => other.Id != document.Id && other.Class.Slug == document.Class.Slug)
            .OrderBy(other => Math.Abs(other.Date.DayNumber - document.Date.DayNumber))
            .Take(3);
        return await PresentAsync(await ReadableAsync(nearest, cancellationToken), cancellationToken);
    }

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
