using StackExchange.Redis;

namespace Clustering.Nodes.Internal;

/// <summary>Every Redis key and channel of the node registry and the node channel.</summary>
/// <remarks>The braces make a hash tag: all keys of a cluster live in one slot, so one script may touch several.</remarks>
internal sealed class NodeKeys(string cluster, int database)
{
    /// <summary>Sorted set: node id → end of its lease, in milliseconds of the server's clock. Expires when no node beats.</summary>
    public RedisKey Leases { get; } = $"{{{cluster}}}:nodes";

    /// <summary>Hash: node id → <see cref="NodeRecord"/>. Expires with <see cref="Leases"/>.</summary>
    public RedisKey Records { get; } = $"{{{cluster}}}:node-records";

    /// <summary>Channel: messages for every node. Channels know no databases, so the name carries the database's number.</summary>
    public RedisChannel All { get; } = RedisChannel.Literal($"{{{cluster}}}:{database}:all");

    /// <summary>Channel: messages for one node.</summary>
    public RedisChannel Node(string nodeId) => RedisChannel.Literal($"{{{cluster}}}:{database}:node:{nodeId}");
}
