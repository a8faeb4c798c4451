using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.ReadOnly)]
internal sealed class IndexModel(DocumentLibrary library, DocumentReservations reservations, Visitor visitor) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Category { get; set; }

    public IReadOnlyList<DocumentRow> Found { get; private set; } = [];

    public IReadOnlyList<Document> Recent { get; private set; } = [];

    public IReadOnlyList<Category> Categories => library.Categories;

    public int Total => library.Total;

    public string Heading => library.Categories.FirstOrDefault(c => c.Slug == Category)?.Name ?? "Documents";

    public string LinkWithoutQuery => Category is null ? "/" : $"/?category={Uri.EscapeDataString(Category)}";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var reserved = await reservations.AllAsync(cancellationToken);
        Found =
        [
            .. (await library.SearchAsync(Query, Category, cancellationToken))
                .Select(document => new DocumentRow(document, reserved.GetValueOrDefault(document.Id)?.Holder)),
        ];
        Recent = await library.FindAllAsync(visitor.RecentIds, cancellationToken);
    }

    public int Count(Category category) => library.Count(category);

    public string Link(string? category)
    {
        string[] parts =
        [
            .. string.IsNullOrEmpty(Query) ? [] : (string[])[$"q={Uri.EscapeDataString(Query)}"],
            .. category is null ? [] : (string[])[$"category={category}"],
        ];
        return parts.Length == 0 ? "/" : $"/?{string.Join('&', parts)}";
    }
}
