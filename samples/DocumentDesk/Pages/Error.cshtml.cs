using Clustering;
using Clustering.Sessions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

// No session here: it may be what failed.
[Session(SessionAccess.None)]
[IgnoreAntiforgeryToken]
internal sealed class ErrorModel : PageModel
{
    public string Title { get; private set; } = "Something went wrong";

    public string Text { get; private set; } = "The desk could not do this. Try again; if it happens every time, tell whoever runs the desk.";

    public void OnGet(int? code) => Explain(code);

    public void OnPost(int? code) => Explain(code);

    private void Explain(int? code)
    {
        if (HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is ClusterUnavailableException)
        {
            code = Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        (Title, Text) = code switch
        {
            StatusCodes.Status404NotFound => ("Not on this desk", "There is no such page or document. It may have been moved, or the address is mistyped."),
            StatusCodes.Status403Forbidden => ("Not for you", "Only an administrator may do this."),
            StatusCodes.Status400BadRequest => ("The page was too old", "Go back, load it again and repeat what you did."),
            StatusCodes.Status503ServiceUnavailable => ("One moment", "The desk cannot reach what it remembers of you. Nothing is lost; try again shortly."),
            _ => (Title, Text),
        };
    }
}
