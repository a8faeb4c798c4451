using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.Required)]
internal sealed class BasketModel(Visitor visitor) : PageModel
{
    public IReadOnlyList<Document> Basket => visitor.Basket;

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
