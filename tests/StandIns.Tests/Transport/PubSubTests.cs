using System.Collections.Concurrent;
using Clustering.Testing;
using StackExchange.Redis;

namespace StandIns.Tests.Transport;

public sealed class PubSubTests
{
    private const int Messages = 1000;

    public static TheoryData<RedisProtocol> Protocols => Connect.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Subscribe_ByNameTwiceAndByPattern_EachGetsEveryMessage(RedisProtocol protocol)
    {
        var name = ClusterNames.New("standins");
        await using var redis = await Connect.SharedAsync(protocol);
        await using var other = await Connect.SharedAsync(protocol);
        var subscriber = redis.GetSubscriber();
        var named = new ConcurrentQueue<string>();
        var patterned = new ConcurrentQueue<string>();
        var counted = 0;
        await subscriber.SubscribeAsync(RedisChannel.Literal($"{name}:news"), (_, message) => named.Enqueue(message!));
        await subscriber.SubscribeAsync(RedisChannel.Literal($"{name}:news"), (_, _) => Interlocked.Increment(ref counted));
        await subscriber.SubscribeAsync(RedisChannel.Pattern($"{name}:n*"), (_, message) => patterned.Enqueue(message!));

        for (var i = 0; i < Messages; i++)
        {
            await other.GetSubscriber().PublishAsync(RedisChannel.Literal($"{name}:news"), $"m{i}");
        }

        await Eventually.TrueAsync(
            () => named.Count == Messages && patterned.Count == Messages && counted == Messages, "every subscriber got every message");
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"m{i}").Order(), named.Order());

        await subscriber.UnsubscribeAllAsync();
        Assert.Equal(0, await other.GetSubscriber().PublishAsync(RedisChannel.Literal($"{name}:news"), "late"));
    }
}
