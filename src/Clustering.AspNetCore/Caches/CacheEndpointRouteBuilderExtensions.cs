using Clustering.Caches.Internal;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what administrators do with caches.</summary>
public static class CacheEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps, as JSON: <c>GET {prefix}</c>, every cache with the version that each node has and how far that is behind; <c>GET {prefix}/laggards</c>, only what
    /// is behind or has not answered; <c>POST {prefix}/invalidate</c>, which invalidates the caches that its body names (<c>{"names":["acl"],"waitSeconds":5}</c>;
    /// without <c>waitSeconds</c> nobody is waited for); and <c>POST {prefix}/invalidate-all</c> with <c>{}</c>.
    /// </summary>
    /// <remarks>
    /// They are as open as the app leaves them, and invalidating all caches over and over is a load for what is behind them: require authorization.
    /// What changes something wants JSON, which a form of another site cannot send. Redis away is 503.
    /// </remarks>
    /// <param name="endpoints">The app's endpoints.</param>
    /// <param name="prefix">Where to map them.</param>
    /// <returns>A convention builder for all of them, such as for <c>RequireAuthorization</c>.</returns>
    public static IEndpointConventionBuilder MapClusterCaches(this IEndpointRouteBuilder endpoints, string prefix = "/cluster/caches")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);

        var group = endpoints.MapGroup(prefix);
        group.MapGet("", CacheEndpoints.ListAsync);
        group.MapGet("/laggards", CacheEndpoints.LaggardsAsync);
        group.MapPost("/invalidate", CacheEndpoints.InvalidateAsync);
        group.MapPost("/invalidate-all", CacheEndpoints.InvalidateAllAsync);
        return group;
    }
}
