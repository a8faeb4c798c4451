using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace LocalCluster.Proxy;

/// <summary>
/// Asks another node when one could not be connected to: between a node's death and the next health check a visitor would see
/// an error otherwise. Only then: a request that a node has got may have been carried out.
/// </summary>
internal static class RetryElsewhere
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        var candidates = proxy.AvailableDestinations;
        while (true)
        {
            await next(context);

            candidates = [.. candidates.Where(candidate => candidate != proxy.ProxiedDestination)];
            if (!CouldNotConnect(context) || candidates.Count == 0)
            {
                return;
            }

            context.Response.Clear();
            context.Features.Set<IForwarderErrorFeature>(null);
            proxy.AvailableDestinations = candidates;
        }
    }

    private static bool CouldNotConnect(HttpContext context) =>
        !context.Response.HasStarted &&
        context.GetForwarderErrorFeature()?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
}
