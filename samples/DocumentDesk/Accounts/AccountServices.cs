using Microsoft.AspNetCore.Authentication.Cookies;

namespace DocumentDesk.Accounts;

internal static class AccountServices
{
    /// <summary>Adds the users and their cookie. It is encrypted with the keys that the nodes share, so every node reads it.</summary>
    public static void AddDeskAccounts(this IServiceCollection services)
    {
        services.AddSingleton<DemoUsers>();
        services.AddAntiforgery(options => options.Cookie.Name = "desk.form");
        services.AddAuthorization();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "desk.user";
            options.LoginPath = "/signin";
            options.ReturnUrlParameter = "to";
            options.Events.OnRedirectToLogin = context =>
            {
                // A program wants to know; a person wants the page.
                if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
                {
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                }
                else
                {
                    context.Response.Redirect(context.RedirectUri);
                }

                return Task.CompletedTask;
            };
        });
    }
}
