using System.Globalization;
using Clustering.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clustering.AspNetCore.Tests.Rig;

/// <summary>Endpoints that do to a session what apps do.</summary>
internal static class SessionApp
{
    /// <summary>With our middleware.</summary>
    public static void Map(WebApplication app)
    {
        app.UseClusterSession();
        MapEndpoints(app);
    }

    /// <summary>With ASP.NET Core's own middleware.</summary>
    public static void MapStock(WebApplication app)
    {
        app.UseSession();
        MapEndpoints(app);
    }

    private static void MapEndpoints(WebApplication app)
    {
        MapPlain(app);
        MapBeyond(app);
    }

    /// <summary>What every session can do, whoever keeps it.</summary>
    public static void MapPlain(WebApplication app)
    {
        app.MapGet("/untouched", () => "untouched");
        app.MapGet("/get", async (HttpContext context, string key) =>
        {
            await context.Session.LoadAsync();
            return context.Session.GetString(key) ?? "(none)";
        });
        app.MapGet("/get-blocking", (HttpContext context, string key) => context.Session.GetString(key) ?? "(none)");
        app.MapGet("/get-declared", (HttpContext context, string key) => context.Session.GetString(key) ?? "(none)")
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        app.MapGet("/set", async (HttpContext context, string key, string value) =>
        {
            await context.Session.LoadAsync();
            context.Session.SetString(key, value);
            return "set";
        });
        app.MapGet("/remove", async (HttpContext context, string key) =>
        {
            await context.Session.LoadAsync();
            context.Session.Remove(key);
        });
        app.MapGet("/clear", async (HttpContext context) =>
        {
            await context.Session.LoadAsync();
            context.Session.Clear();
        });
        app.MapGet("/keys", async (HttpContext context) =>
        {
            await context.Session.LoadAsync();
            return string.Join(",", context.Session.Keys.Order(StringComparer.Ordinal));
        });
        app.MapGet("/id", async (HttpContext context) =>
        {
            await context.Session.LoadAsync();
            return context.Session.Id;
        });
    }

    /// <summary>A request that reads, waits at a gate, and then changes the session.</summary>
    public static void MapSlowSet(WebApplication app, Gate gate) =>
        app.MapGet("/slow-set", async (HttpContext context, string gateName, string key, string value) =>
        {
            await context.Session.LoadAsync();
            var user = context.Session.GetString("user");
            await gate.PassAsync(gateName);
            context.Session.SetString(key, value);
            return user ?? "(nobody)";
        });

    /// <summary>A request that changes the session and answers in full, and is not done yet.</summary>
    public static void MapSlowEnd(WebApplication app, Gate gate) =>
        app.MapGet("/slow-end", async (HttpContext context, string gateName, string key, string value) =>
        {
            await context.Session.LoadAsync();
            context.Session.SetString(key, value);
            context.Response.ContentLength = 5;
            await context.Response.WriteAsync("hello");
            await gate.PassAsync(gateName);
        });

    // What only a session in the cluster can.
    private static void MapBeyond(WebApplication app)
    {
        app.MapGet("/abandon", async (HttpContext context) =>
        {
            await context.Session.LoadAsync();
            context.Session.Abandon();
        });
        app.MapGet("/renew", async (HttpContext context) => await context.Session.RenewIdAsync());
        app.MapGet("/sign-in", async (HttpContext context, string user) =>
        {
            await context.Session.LoadAsync();
            await context.Session.RenewIdAsync();
            context.Session.SetUser(user);
            context.Session.SetString("user", user);
        });
        app.MapGet("/user", async (HttpContext context) =>
        {
            await context.Session.LoadAsync();
            return context.Session.GetUser() ?? "(nobody)";
        });
        app.MapGet("/count", async (HttpContext context, string key) =>
            (await context.Session.IncrementAsync(key)).ToString(CultureInfo.InvariantCulture));
        app.MapGet("/take", async (HttpContext context, string key) => await context.Session.TakeStringAsync(key) ?? "(none)");
        app.MapGet("/idle", async (HttpContext context, double seconds) =>
        {
            await context.Session.LoadAsync();
            context.Session.SetIdleTimeout(TimeSpan.FromSeconds(seconds));
        });
    }
}
