using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

/// <summary>Where the script of an editing page says that the page was left. It sends the form's token along, as any form does.</summary>
[Session(SessionAccess.ReadOnly)]
internal sealed class LeaveModel(DocumentLibrary library, DocumentReservations reservations) : PageModel
{
    public IActionResult OnGet(string id) => Redirect($"/documents/{Uri.EscapeDataString(id)}");

    public async Task<IActionResult> OnPostAsync(string id, long page, CancellationToken cancellationToken)
    {
        if (library.IdOf(id) is { } known)
        {
            await reservations.LeaveAsync(known, page, cancellationToken);
        }

        return new NoContentResult();
    }
}
