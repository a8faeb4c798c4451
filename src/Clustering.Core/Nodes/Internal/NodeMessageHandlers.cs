using System.Collections.Concurrent;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;

namespace Clustering.Nodes.Internal;

/// <summary>Who handles which topic on this node.</summary>
internal sealed class NodeMessageHandlers(ILogger logger)
{
    private readonly ConcurrentDictionary<string, Func<ReadOnlyMemory<byte>, ValueTask>> _handlers = new();

    public void Add(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler)
    {
        if (!_handlers.TryAdd(topic, handler))
        {
            throw new InvalidOperationException($"The topic '{topic}' has a handler already.");
        }
    }

    /// <summary>Hands a message on. A topic unknown here is one of another version, and passed over.</summary>
    public async ValueTask DispatchAsync(ReadOnlyMemory<byte> message)
    {
        if (!NodeMessage.TryRead(message, out var topic, out var payload) || !_handlers.TryGetValue(topic, out var handler))
        {
            return;
        }

        try
        {
            await handler(payload).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // One bad message must not end the channel.
            logger.MessageHandlerFailed(topic, exception);
        }
    }
}
