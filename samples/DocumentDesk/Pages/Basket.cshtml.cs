using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.Required)]
internal sealed class BasketModel(DocumentLibrary library, DocumentReservations reservations, Visitor visitor) : PageModel
{
    public IReadOnlyList<DocumentRow> Basket { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var reserved = await reservations.AllAsync(cancellationToken);
        Basket =
        [
            .. (await library.FindAllAsync(visitor.BasketIds, cancellationToken))
                .Select(document => new DocumentRow(document, reserved.GetValueOrDefault(document.Id)?.Holder)),
        ];
    }

    public IActionResult OnPostTake(string id)
    {
        visitor.TakeFromBasket(id);
        return RedirectToPage();
    }

    public IActionResult OnPostEmpty()
    {
        visitor.EmptyBasket();
        return RedirectToPage();
    }
}
