using System.Text;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>How scripts tell every node of what they did: the channel, and what a message of our topic begins with.</summary>
internal sealed class ReservationChannel(RedisConnection redis, NodeKeys keys)
{
    public const string Topic = "reservation";

    private readonly string _name = keys.All.ToString();

    // A script has to put the prefix before it that the app's own options may have for channels; the client does not.
    public RedisValue Name => redis.Current?.ChannelPrefix is { Length: > 0 } prefix ? prefix + _name : _name;

    public RedisValue Begin { get; } = Encoding.ASCII.GetString(NodeMessage.Write(Topic, default));
}
