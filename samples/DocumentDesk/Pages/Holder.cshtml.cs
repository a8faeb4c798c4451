using Clustering.Sessions;
using DocumentDesk.Accounts;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

/// <summary>What others do about who has a document: ask him, or end it.</summary>
[Session(SessionAccess.ReadOnly)]
internal sealed class HolderModel(DocumentLibrary library, DocumentReservations reservations) : PageModel
{
    private string _id = "";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await library.IdOfAsync((string)RouteData.Values["id"]!, HttpContext.RequestAborted) is { } known)
        {
            _id = known;
            await next();
        }
        else
        {
            context.Result = NotFound();
        }
    }

    public IActionResult OnGet() => Redirect($"/documents/{_id}");

    public async Task<IActionResult> OnPostAskAsync(string? text, CancellationToken cancellationToken)
    {
        await reservations.AskAsync(_id, Shorten(text), cancellationToken);
        return Redirect($"/documents/{_id}/edit?asked=true");
    }

    public async Task<IActionResult> OnPostForceAsync(string? text, long seen, CancellationToken cancellationToken)
    {
        if (!User.IsAdministrator())
        {
            return Forbid();
        }

        await reservations.ForceAsync(_id, Shorten(text), seen, cancellationToken);
        return Redirect($"/documents/{_id}");
    }

    private static string Shorten(string? text) => text is { Length: > DocumentReservations.LongestText }
        ? text[..DocumentReservations.LongestText]
        : text ?? "";
}
