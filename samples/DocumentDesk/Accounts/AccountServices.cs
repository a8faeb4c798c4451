using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace DocumentDesk.Accounts;

internal static class AccountServices
{
    /// <summary>The policy of what only administrators may do.</summary>
    public const string Administrator = "administrator";

    /// <summary>Adds the users and their cookie. It is encrypted with the keys that the nodes share, so every node reads it.</summary>
    public static void AddDeskAccounts(this IServiceCollection services)
    {
        services.AddSingleton<DemoUsers>();
        services.AddAntiforgery(options => options.Cookie.Name = "desk.form");
        services.AddAuthorization(options => options.AddPolicy(Administrator, policy => policy.RequireRole(DemoUsers.Administration)));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "desk.user";
            options.LoginPath = "/signin";
            options.ReturnUrlParameter = "to";
            options.Events.OnRedirectToLogin = context =>
                RefuseAsync(context, StatusCodes.Status401Unauthorized, "Nobody is signed in.", redirect: true);
            options.Events.OnRedirectToAccessDenied = context =>
                RefuseAsync(context, StatusCodes.Status403Forbidden, "Only an administrator may do this.", redirect: false);
        });
    }

    // A program wants to know; a person wants a page.
    private static async Task RefuseAsync(RedirectContext<CookieAuthenticationOptions> context, int status, string text, bool redirect)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await Results.Problem(text, statusCode: status).ExecuteAsync(context.HttpContext);
        }
        else if (redirect)
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }
    }
}
