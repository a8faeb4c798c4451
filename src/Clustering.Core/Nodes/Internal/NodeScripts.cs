using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Nodes.Internal;

/// <summary>The C# face of <c>node-heartbeat.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal static class NodeHeartbeatScript
{
    private static readonly RedisScript Script = new("node-heartbeat.lua");

    /// <returns>The ids of all living nodes; or <see langword="null"/>: beat again with the record.</returns>
    public static async Task<string[]?> RunAsync(
        RedisConnection redis, NodeKeys keys, string nodeId, TimeSpan lease, ReadOnlyMemory<byte> record, TimeSpan retention, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await redis.RunAsync(
            Script,
            [keys.Leases, keys.Records],
            [nodeId, (long)lease.TotalMilliseconds, record, (long)retention.TotalMilliseconds],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return (int)reply[0] == 0 ? null : Array.ConvertAll(reply[2..], static id => id.ToString());
    }
}

/// <summary>The C# face of <c>node-list.lua</c>.</summary>
internal static class NodeListScript
{
    private static readonly RedisScript Script = new("node-list.lua");

    /// <param name="redis">The connection.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="grace">How long ago a node's lease may have ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<List<(string Id, byte[] Record)>> RunAsync(
        RedisConnection redis, NodeKeys keys, TimeSpan grace, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await redis.RunAsync(
            Script, [keys.Leases, keys.Records], [(long)grace.TotalMilliseconds], redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        var nodes = new List<(string, byte[])>(reply.Length / 2);
        for (var i = 0; i < reply.Length; i += 2)
        {
            nodes.Add((reply[i].ToString(), (byte[])reply[i + 1]!));
        }

        return nodes;
    }
}

/// <summary>The C# face of <c>node-leave.lua</c>.</summary>
internal static class NodeLeaveScript
{
    private static readonly RedisScript Script = new("node-leave.lua");

    public static Task RunAsync(RedisConnection redis, NodeKeys keys, string nodeId, TimeSpan limit, CancellationToken cancellationToken) =>
        redis.RunAsync(Script, [keys.Leases, keys.Records], [nodeId], limit, cancellationToken);
}
