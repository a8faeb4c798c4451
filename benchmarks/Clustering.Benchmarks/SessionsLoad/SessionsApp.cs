using System.Globalization;
using System.Runtime;
using System.Security.Cryptography;
using Clustering.Benchmarks.Load;
using Clustering.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>The app under test, with either store. The endpoints are the same; only what a careful user of either would write differs.</summary>
internal static class SessionsApp
{
    public const string Name = "sessions-app";
    public const string Stock = "stock";
    public const string Ours = "ours";

    /// <summary>How many keys a session's bytes are spread over.</summary>
    public const int Keys = 16;

    private const string Changing = "visits";
    private static long _visits;

    public static Task RunAsync(string kind, string redis)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddFilter("Clustering", LogLevel.Error)                            // That this Redis keeps nothing, and has no Sentinel,
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);  // and that its keys are not encrypted, is on purpose.
        builder.Services.AddSession();
        if (kind == Ours)
        {
            builder.Configuration["redis:enabled"] = "true";
            builder.Configuration["spring:data:redis:url"] = $"redis://{redis}";
            builder.Configuration["Clustering:Name"] = "benchmark";
            builder.AddClustering();
        }
        else
        {
            builder.Services.AddStackExchangeRedisCache(options => options.Configuration = redis);
            builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        }

        var app = builder.Build();
        app.UseRouting();
        if (kind == Ours)
        {
            app.UseClusterSession();
        }
        else
        {
            app.UseSession();
        }

        Map(app, "/untouched", SessionAccess.OnDemand, static _ => Task.CompletedTask);
        Map(app, "/read", SessionAccess.ReadOnly, async context =>
        {
            await LoadAsync(context);
            if (context.Session.Get("key0") is null)
            {
                throw new InvalidOperationException("The session is empty.");
            }
        });
        Map(app, "/write", SessionAccess.Required, async context =>
        {
            await LoadAsync(context);
            context.Session.SetString(Changing, Interlocked.Increment(ref _visits).ToString(CultureInfo.InvariantCulture));
        });
        Map(app, "/fill/{bytes:int}", SessionAccess.Required, async context =>
        {
            await LoadAsync(context);
            var bytes = int.Parse((string)context.GetRouteValue("bytes")!, CultureInfo.InvariantCulture);
            for (var i = 0; i < Keys; i++)
            {
                context.Session.Set($"key{i}", RandomNumberGenerator.GetBytes(bytes / Keys));
            }
        });
        app.MapGet("/allocated", static () => GC.GetTotalAllocatedBytes(precise: true));
        app.MapGet("/compiled", static () => JitInfo.GetCompiledMethodCount());
        return AppProcess.RunAsync(app);

        // The stock store reads ahead only when asked to, and blocks a thread if it is not; ours has been told by the endpoint.
        Task LoadAsync(HttpContext context) => kind == Stock ? context.Session.LoadAsync() : Task.CompletedTask;
    }

    private static void Map(WebApplication app, string path, SessionAccess access, RequestDelegate work) =>
        app.MapGet(path, async context =>
        {
            await work(context);
            context.Response.ContentLength = 2;
            await context.Response.WriteAsync("ok");
        }).WithMetadata(new SessionAttribute(access));
}
