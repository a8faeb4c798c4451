using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clustering.Health.Internal;

/// <summary>Health reports as JSON.</summary>
internal static class HealthReportWriter
{
    public static string Word(HealthReport report) => report.Status == HealthStatus.Unhealthy ? "not ready" : "ready";

    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(
            static entry => entry.Key,
            static entry => new
            {
                status = entry.Value.Status.ToString(),
                description = entry.Value.Description,
                data = entry.Value.Data,
            }),
    });
}
