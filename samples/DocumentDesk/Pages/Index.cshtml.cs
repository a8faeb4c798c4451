using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.ReadOnly)]
internal sealed class IndexModel(DocumentLibrary library, Visitor visitor) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Category { get; set; }

    public IReadOnlyList<Document> Found => library.Search(Query, Category);

    public IReadOnlyList<Document> Recent => visitor.Recent;

    public IReadOnlyList<Category> Categories => library.Categories;

    public int Total => library.All.Count;

    public string Heading => library.Categories.FirstOrDefault(c => c.Slug == Category)?.Name ?? "Documents";

    public string LinkWithoutQuery => Category is null ? "/" : $"/?category={Uri.EscapeDataString(Category)}";

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
