namespace DocumentDesk.Documents;

/// <summary>All documents, the same on every node. A real desk would have them in a database.</summary>
internal sealed class DocumentLibrary
{
    private readonly Dictionary<string, Document> _byId = DocumentSeed.Documents.ToDictionary(document => document.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets every document, the newest first.</summary>
    public IReadOnlyList<Document> All { get; } = [.. DocumentSeed.Documents.OrderByDescending(document => document.Date)];

    public IReadOnlyList<Category> Categories { get; } = DocumentSeed.Categories;

    public Document? Find(string id) => _byId.GetValueOrDefault(id);

    public int Count(Category category) => All.Count(document => document.Category == category);

    /// <summary>Finds the documents that have every word somewhere, the newest first.</summary>
    public IReadOnlyList<Document> Search(string? text, string? categorySlug)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
        [
            .. All.Where(document =>
                (string.IsNullOrEmpty(categorySlug) || document.Category.Slug == categorySlug) && words.All(word => Mentions(document, word))),
        ];
    }

    /// <summary>Finds others of the same kind, nearest in time.</summary>
    public IReadOnlyList<Document> Related(Document document) =>
    [
        .. All.Where(other => other != document && other.Category == document.Category)
            .OrderBy(other => Math.Abs(other.Date.DayNumber - document.Date.DayNumber))
            .Take(3),
    ];

    private static bool Mentions(Document document, string word) =>
        ((string[])[document.Id, document.Title, document.Author, document.Category.Name, document.Summary, .. document.Body])
            .Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
