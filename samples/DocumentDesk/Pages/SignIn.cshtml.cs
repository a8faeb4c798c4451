using System.Security.Claims;
using Clustering.Nodes;
using Clustering.Sessions;
using DocumentDesk.Accounts;
using DocumentDesk.Visitors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.Required)]
internal sealed class SignInModel(DemoUsers users, Visitor visitor, IClusterNodes nodes) : PageModel
{
    public IReadOnlyList<DemoUser> Users => users.All;

    [BindProperty]
    public string Name { get; set; } = "";

    /// <summary>Gets or sets where to go afterwards.</summary>
    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public bool Refused { get; private set; }

    public async Task<IActionResult> OnPostAsync(string password, CancellationToken cancellationToken)
    {
        if (users.Check(Name ?? "", password ?? "") is not { } user)
        {
            Refused = true;
            return Page();
        }

        await visitor.SignInAsync(user.Name, nodes.Self.Name, cancellationToken);
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, user.Name), new(ClaimTypes.GivenName, user.DisplayName), new(ClaimTypes.Role, user.Role)],
            CookieAuthenticationDefaults.AuthenticationScheme);
        await HttpContext.SignInAsync(new ClaimsPrincipal(identity));

        // Never to another site, whatever the address says.
        return LocalRedirect(Url.IsLocalUrl(To) ? To : "/");
    }
}
