using System.Text;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The channel of all nodes, as scripts need it.</summary>
internal sealed class OperationChannel(RedisConnection redis, NodeKeys nodes)
{
    private readonly string _channel = nodes.All.ToString();

    /// <summary>Gets how every message about operations begins.</summary>
    public static RedisValue Topic { get; } = Encoding.ASCII.GetString(NodeMessage.Write(OperationSignals.Topic, default));

    public RedisValue Name => redis.Current?.ChannelPrefix is { Length: > 0 } prefix ? prefix + _channel : _channel;
}
