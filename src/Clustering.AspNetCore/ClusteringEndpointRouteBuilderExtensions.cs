using Clustering.Health.Internal;
using Clustering.Sessions;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what proxies and people ask a node.</summary>
public static class ClusteringEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>{prefix}/live</c> (200 while the process runs; never touches Redis), <c>{prefix}/ready</c> (200 or 503: may a proxy send
    /// visitors here?) and <c>{prefix}/health</c> (the health checks tagged <c>ready</c> and, for people, those tagged <c>diagnosis</c>, as JSON).
    /// </summary>
    /// <remarks><c>live</c> and <c>ready</c> say nothing but their status. <c>health</c> names nodes and servers: require authorization for
    /// it, or keep the prefix from outside at the proxy.</remarks>
    /// <param name="endpoints">The app's endpoints.</param>
    /// <param name="prefix">Where to map them.</param>
    /// <returns>A convention builder for all of them.</returns>
    public static IEndpointConventionBuilder MapClustering(this IEndpointRouteBuilder endpoints, string prefix = "/cluster")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);

        var group = endpoints.MapGroup(prefix).WithMetadata(new SessionAttribute(SessionAccess.None));
        group.MapGet("/live", static () => Results.Text("live\n"));
        group.MapHealthChecks("/ready", new HealthCheckOptions
        {
            Predicate = static check => check.Tags.Contains("ready"),
            ResponseWriter = static (context, report) => context.Response.WriteAsync(HealthReportWriter.Word(report) + "\n"),
        });
        group.MapHealthChecks("/health", new HealthCheckOptions
        {
            Predicate = static check => check.Tags.Contains("ready") || check.Tags.Contains("diagnosis"),
            ResponseWriter = HealthReportWriter.WriteAsync,
        });
        return group;
    }
}
