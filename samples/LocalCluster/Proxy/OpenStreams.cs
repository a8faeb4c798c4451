using System.Collections.Concurrent;

namespace LocalCluster.Proxy;

/// <summary>
/// How many event streams are open to each node. They end when the node does, or when the visitor closes the page: whoever waits for a
/// node's requests to end must not wait for them.
/// </summary>
internal sealed class OpenStreams
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int To(string node) => _counts.GetValueOrDefault(node);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Headers.Accept.Contains("text/event-stream") ||
            context.GetReverseProxyFeature().AvailableDestinations is not [var destination, ..])
        {
            await next(context);
            return;
        }

        _counts.AddOrUpdate(destination.DestinationId, 1, (_, count) => count + 1);
        try
        {
            await next(context);
        }
        finally
        {
            _counts.AddOrUpdate(destination.DestinationId, 0, (_, count) => count - 1);
        }
    }
}
