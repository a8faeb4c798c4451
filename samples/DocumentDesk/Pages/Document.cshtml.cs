using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.Required)]
internal sealed class DocumentModel(DocumentLibrary library, DocumentReservations reservations, Visitor visitor) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public DocumentRow Row { get; private set; } = null!;

    public Document Shown => Row.Document;

    /// <summary>Gets a value indicating whether the visitor may change it, when nobody else does.</summary>
    public bool MayEdit { get; private set; }

    /// <summary>Gets a value indicating whether the visitor has it open for editing.</summary>
    public bool IsMine { get; private set; }

    public IReadOnlyList<Document> Related { get; private set; } = [];

    public bool IsInBasket => visitor.HasInBasket(Shown.Id);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await library.FindAsync(Id, cancellationToken) is not { } document)
        {
            return NotFound();
        }

        var reserved = await reservations.FindAsync(document.Id, cancellationToken);
        Row = new(document, reserved.Holder);
        IsMine = reserved.Mine;
        MayEdit = await library.MayEditAsync(document, cancellationToken);
        Related = await library.RelatedAsync(document, cancellationToken);
        await visitor.OpenedAsync(document.Id, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostPutAsync(CancellationToken cancellationToken)
    {
        if (await library.IdOfAsync(Id, cancellationToken) is not { } id)
        {
            return NotFound();
        }

        visitor.PutInBasket(id);
        return RedirectToPage(new { Id });
    }

    public async Task<IActionResult> OnPostTakeAsync(CancellationToken cancellationToken)
    {
        visitor.TakeFromBasket(await library.IdOfAsync(Id, cancellationToken) ?? Id);
        return RedirectToPage(new { Id });
    }
}
