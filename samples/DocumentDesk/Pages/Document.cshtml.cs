using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.Required)]
internal sealed class DocumentModel(DocumentLibrary library, Visitor visitor) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public Document Shown => library.Find(Id)!;

    public IReadOnlyList<Document> Related => library.Related(Shown);

    public bool IsInBasket => visitor.HasInBasket(Shown);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (library.Find(Id) is not { } document)
        {
            return NotFound();
        }

        await visitor.OpenedAsync(document, cancellationToken);
        return Page();
    }

    public IActionResult OnPostPut()
    {
        if (library.Find(Id) is not { } document)
        {
            return NotFound();
        }

        visitor.PutInBasket(document);
        return RedirectToPage(new { Id });
    }

    public IActionResult OnPostTake()
    {
        visitor.TakeFromBasket(Id);
        return RedirectToPage(new { Id });
    }
}
