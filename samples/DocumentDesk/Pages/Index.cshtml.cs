using Clustering.Caches;
using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.News;
using DocumentDesk.Reservations;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.ReadOnly)]
internal sealed class IndexModel(DocumentLibrary library, DocumentReservations reservations, IStaticCache<NewsBook> news, Visitor visitor) : PageModel
{
    private const int MostChanged = 5;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    /// <summary>Gets or sets the class to show, by its slug.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Class { get; set; }

    public IReadOnlyList<DocumentRow> Found { get; private set; } = [];

    public IReadOnlyList<Document> Recent { get; private set; } = [];

    /// <summary>Gets what was saved lately of what the visitor may read, each document once.</summary>
    public IReadOnlyList<(Document Document, NewsLine Line)> Changed { get; private set; } = [];

    public IReadOnlyList<Shelf> Shelves { get; private set; } = [];

    public int Total => Shelves.Sum(shelf => shelf.Count);

    /// <summary>Gets what the class to show is called; <see langword="null"/> if all are shown.</summary>
    public string? ClassName => Shelves.FirstOrDefault(shelf => shelf.Class.Slug == Class)?.Class.Name;

    public string LinkWithoutQuery => Class is null ? "/" : $"/?class={Uri.EscapeDataString(Class)}";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var reserved = await reservations.AllAsync(cancellationToken);
        Found =
        [
            .. (await library.SearchAsync(Query, Class, cancellationToken))
                .Select(document => new DocumentRow(document, reserved.GetValueOrDefault(document.Id)?.Holder)),
        ];
        Shelves = await library.ShelvesAsync(cancellationToken);
        Recent = await library.FindAllAsync(visitor.RecentIds, cancellationToken);
        var lines = (await news.GetAsync(cancellationToken)).Lines.DistinctBy(line => line.Document).Take(MostChanged).ToList();
        Changed = [.. (await library.FindAllAsync(lines.Select(line => line.Document), cancellationToken)).Select(document => (document, lines.First(line => line.Document == document.Id)))];
    }

    public string Link(string? slug)
    {
        string[] parts =
        [
            .. string.IsNullOrEmpty(Query) ? [] : (string[])[$"q={Uri.EscapeDataString(Query)}"],
            .. slug is null ? [] : (string[])[$"class={slug}"],
        ];
        return parts.Length == 0 ? "/" : $"/?{string.Join('&', parts)}";
    }
}
