using Microsoft.Extensions.Logging;

namespace Clustering.Nodes.Internal;

/// <summary>The node channel without Redis: this node speaks to itself, in order, as it would over Redis.</summary>
internal sealed class InProcessNodeChannel(NodeIdentity identity, ILogger<InProcessNodeChannel> logger) : INodeChannel
{
    private readonly NodeMessageHandlers _handlers = new(logger);
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    public void Handle(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler) => _handlers.Add(topic, handler);

    public Task PublishAsync(string? nodeId, string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (nodeId is not null && nodeId != identity.Id)
        {
            return Task.CompletedTask; // To a node that is not there, as with Redis.
        }

        var message = NodeMessage.Write(topic, payload);
        lock (_lock)
        {
            // Not awaited by the sender: over Redis too, a handler runs some time after the message was sent.
            _last = DispatchAfterAsync(_last, message);
        }

        return Task.CompletedTask;
    }

    private async Task DispatchAfterAsync(Task before, byte[] message)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _handlers.DispatchAsync(message).ConfigureAwait(false);
    }
}
