using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

/// <summary>Where the script of an editing page says that the page was left. It sends the form's token along, as any form does.</summary>
[Session(SessionAccess.ReadOnly)]
internal sealed class LeaveModel(DocumentReservations reservations) : PageModel
{
    public IActionResult OnGet(string id) => Redirect($"/documents/{Uri.EscapeDataString(id)}");

    public async Task<IActionResult> OnPostAsync(string id, long page, CancellationToken cancellationToken)
    {
        // Whether he may still read it or not.
        if (DocumentSeed.Find(id) is { } left)
        {
            await reservations.LeaveAsync(left.Id, page, cancellationToken);
        }

        return new NoContentResult();
    }
}
