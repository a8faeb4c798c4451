using Clustering.Sessions;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.Required)]
internal sealed class SignOutModel(Visitor visitor) : PageModel
{
    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        visitor.SignOut();
        await HttpContext.SignOutAsync();
        return Redirect("/signin");
    }
}
