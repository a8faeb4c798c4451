namespace DocumentDesk.Documents;

/// <summary>All documents: those that every node begins with, and what was made of them since.</summary>
internal sealed class DocumentLibrary(DocumentStore store)
{
    private readonly Dictionary<string, Document> _byId =
        DocumentSeed.Documents.ToDictionary(document => document.Id, StringComparer.OrdinalIgnoreCase);

    private readonly IReadOnlyList<Document> _newestFirst = [.. DocumentSeed.Documents.OrderByDescending(document => document.Date)];

    public IReadOnlyList<Category> Categories { get; } = DocumentSeed.Categories;

    public int Total => _newestFirst.Count;

    /// <summary>Gets a document's number as it is written, or <see langword="null"/> if there is no such document.</summary>
    public string? IdOf(string id) => _byId.GetValueOrDefault(id)?.Id;

    public int Count(Category category) => _newestFirst.Count(document => document.Category == category);

    public async Task<Document?> FindAsync(string id, CancellationToken cancellationToken) =>
        _byId.GetValueOrDefault(id) is { } original ? await PresentAsync(original, cancellationToken) : null;

    /// <summary>Finds several, in their order; what is not there is left out.</summary>
    public Task<IReadOnlyList<Document>> FindAllAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        PresentAsync(ids.Select(id => _byId.GetValueOrDefault(id)).OfType<Document>(), cancellationToken);

    /// <summary>Finds the documents that have every word somewhere, the newest first.</summary>
    public async Task<IReadOnlyList<Document>> SearchAsync(string? text, string? categorySlug, CancellationToken cancellationToken)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ofCategory = _newestFirst.Where(document => string.IsNullOrEmpty(categorySlug) || document.Category.Slug == categorySlug);
        return [.. (await PresentAsync(ofCategory, cancellationToken)).Where(document => words.All(word => Mentions(document, word)))];
    }

    /// <summary>Finds others of the same kind, nearest in time.</summary>
    public Task<IReadOnlyList<Document>> RelatedAsync(Document document, CancellationToken cancellationToken) => PresentAsync(
        _newestFirst.Where(other => other.Id != document.Id && other.Category == document.Category)
            .OrderBy(other => Math.Abs(other.Date.DayNumber - document.Date.DayNumber))
            .Take(3),
        cancellationToken);

    private static bool Mentions(Document document, string word) =>
        ((string[])[document.Id, document.Title, document.Author, document.Category.Name, document.Summary, .. document.Body])
            .Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private async Task<Document> PresentAsync(Document original, CancellationToken cancellationToken) =>
        await store.FindAsync(original.Id, cancellationToken) is { } change ? change.Of(original) : original;

    // All are asked for before the first answer is waited for, so that thirty take about as long as one.
    private async Task<IReadOnlyList<Document>> PresentAsync(IEnumerable<Document> originals, CancellationToken cancellationToken) =>
        await Task.WhenAll(originals.Select(original => PresentAsync(original, cancellationToken)));
}
