using System.Diagnostics;

namespace LocalCluster.Proxy;

/// <summary>A line for each request: where it went and how it ended.</summary>
internal static class RequestJournal
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next, Journal journal)
    {
        var started = Stopwatch.GetTimestamp();
        await next(context);
        var node = context.GetReverseProxyFeature().ProxiedDestination?.DestinationId ?? "nobody";
        journal.Detail(
            "proxy",
            $"{context.Request.Method} {context.Request.Path} → {node}: {context.Response.StatusCode} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
    }
}
