using Clustering.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>The code of docs/sessions.md.</summary>
internal static class SessionSnippets
{
    public static void Program(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        builder.AddClustering();
        builder.Services.AddSession(options => options.IdleTimeout = TimeSpan.FromMinutes(30));

        var app = builder.Build();

        app.UseRouting();
        app.UseClusterSession();                                  // in place of UseSession()
        app.UseAuthorization();

        app.Run();
    }

    public static void Access(WebApplication app)
    {
        app.MapGet("/basket", (HttpContext context) => context.Session.GetString("basket"))
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));

        app.MapPost("/basket/{id}", (HttpContext context, string id) => context.Session.SetString($"basket:{id}", "1"))
            .WithMetadata(new SessionAttribute(SessionAccess.Required));
    }

    public static void Load(WebApplication app)
    {
        app.MapGet("/name", async (HttpContext context, CancellationToken cancellationToken) =>
        {
            await context.Session.LoadAsync(cancellationToken);       // no thread waits
            return context.Session.GetString("name");
        });
    }

    public static async Task BeyondAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;

        long visits = await session.IncrementAsync("visits", cancellationToken: cancellationToken);
        string? flash = await session.TakeStringAsync("flash", cancellationToken);      // only one request gets it

        session.SetString("code", "123456", TimeSpan.FromMinutes(5));                   // ends before the session does
        session.SetIdleTimeout(TimeSpan.FromDays(7));                                   // "remember me"
        Use(visits, flash);
    }

    public static async Task SignInAsync(HttpContext context, string user, CancellationToken cancellationToken)
    {
        await context.Session.RenewIdAsync(cancellationToken);         // a planted id leads nowhere
        context.Session.SetUser(user, context.Request.Headers.UserAgent);
    }

    public static void SignOut(HttpContext context)
    {
        context.Session.Abandon();
    }

    public static void Devices(WebApplication app)
    {
        app.MapGet("/devices", async (HttpContext context, ISessionDirectory directory, CancellationToken cancellationToken) =>
            await directory.ListAsync(context.Session.GetUser()!, cancellationToken));

        app.MapPost("/devices/sign-out-others", async (HttpContext context, ISessionDirectory directory, CancellationToken cancellationToken) =>
            await directory.RevokeAllAsync(context.Session.GetUser()!, exceptSessionId: context.Session.Id, cancellationToken));
    }

    public static async Task CommitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            context.Session.SetString("step", "paid");
            await context.Session.CommitAsync(cancellationToken);
        }
        catch (SessionEndedException)
        {
            context.Response.Redirect("/signin");                  // signed out elsewhere in the meantime
        }
    }

    private static void Use(long visits, string? flash) => GC.KeepAlive((visits, flash));
}

[Session(SessionAccess.Required)]
internal sealed class BasketController : Controller
{
    [Session(SessionAccess.None)]
    public IActionResult Help() => Content("Put things in, take them out.");
}
