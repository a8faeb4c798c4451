namespace Clustering.Nodes.Internal;

/// <summary>The one wire between nodes: every message to one node, or to all, in the order of sending.</summary>
/// <remarks>A message may be lost when a connection breaks. Whoever needs certainty reads state after a gap, and takes a message only as a hint.</remarks>
internal interface INodeChannel
{
    /// <summary>Sets what to do with messages of a topic. Handlers run one after the other, so they must be short.</summary>
    void Handle(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler);

    /// <summary>Sends to the node with the id, or to every node (this one too) where it is <see langword="null"/>.</summary>
    Task PublishAsync(string? nodeId, string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
