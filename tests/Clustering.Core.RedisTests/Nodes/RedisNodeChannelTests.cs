using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Clustering.Core.RedisTests.Redis;
using Clustering.Nodes.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Nodes;

/// <summary>Messages between nodes.</summary>
public sealed class RedisNodeChannelTests
{
    private const string Topic = "test";

    private readonly string _cluster = ClusterNames.New("channel");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_ToOneNode_IsHeardByThatOneOnly()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        var (heardByA, heardByB) = (Listen(a), Listen(b));

        await SendAsync(a, b.Nodes.Self.Id, "for b");
        await SendAsync(a, a.Nodes.Self.Id, "for a");
        await SendAsync(b, null, "for all");

        await HeardAsync(heardByA, "for a", "for all");
        await HeardAsync(heardByB, "for b", "for all");
    }

    [Fact]
    public async Task Publish_ToANodeThatIsNotThere_IsNoError()
    {
        await using var a = await StartAsync();

        await SendAsync(a, "nobody", "lost");
    }

    [Fact]
    public async Task Publish_OfAThousandMessages_KeepsTheirOrder()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        var heard = Listen(b);

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => SendAsync(a, b.Nodes.Self.Id, i.ToString(CultureInfo.InvariantCulture))));

        await Eventually.TrueAsync(() => heard.Count == 1_000, "all messages arrive");
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => i.ToString(CultureInfo.InvariantCulture)), heard);
    }

    [Fact]
    public async Task Publish_OfATopicUnknownThere_IsPassedOver()
    {
        await using var a = await StartAsync();
        var heard = Listen(a);

        await Channel(a).PublishAsync(null, "of a later version", "?"u8.ToArray(), Cancel);
        var all = new NodeKeys(_cluster, SharedRedis.AppAccess.Database).All;
        await SharedRedis.Connection.GetSubscriber().PublishAsync(all, "");
        await SharedRedis.Connection.GetSubscriber().PublishAsync(all, "\xffno message at all");
        await SendAsync(a, null, "known");

        await HeardAsync(heard, "known");
    }

    [Fact]
    public async Task Handler_ThatFails_IsLoggedAndDoesNotEndTheChannel()
    {
        await using var a = await StartAsync();
        var heard = Listen(a, message => message == "bad" ? throw new InvalidOperationException("on purpose") : true);

        await SendAsync(a, null, "bad");
        await SendAsync(a, null, "good");

        await HeardAsync(heard, "good");
        Assert.Contains(Topic, Assert.Single(a.Log.Of(1108)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_OfEmptyAndLargeMessages_ArrivesWhole()
    {
        await using var a = await StartAsync();
        var heard = Listen(a);
        var large = new string('x', 1_000_000);

        await SendAsync(a, null, "");
        await SendAsync(a, null, large);

        await HeardAsync(heard, "", large);
    }

    [Fact]
    public async Task Channel_AfterItsSubscriptionsWereKilled_HearsAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await StartAsync(server);
        await using var b = await StartAsync(server);
        var heard = Listen(b);
        await using var admin = await server.ConnectAsync();

        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await Eventually.TrueAsync(
            async () =>
            {
                await SendAsync(a, b.Nodes.Self.Id, "to one");
                await SendAsync(a, null, "to all");
                return heard.Contains("to one") && heard.Contains("to all");
            },
            "both channels are subscribed again");
    }

    [Fact]
    public async Task Channel_WhenOnlyTheCommandsConnectionBreaks_MissesNoMessage()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await StartAsync(server);
        var heard = Listen(node);
        await using var admin = await server.ConnectAsync();
        var keys = new NodeKeys(_cluster, server.AppAccess.Database);
        var told = new GenerationRecorder();
        node.Redis.Observe(told);
        await Eventually.TrueAsync(() => told.Numbers.Count > 0, "the observer is told of the present generation");
        var before = told.Numbers.Max();
        var sent = 0;

        async Task SendSomeAsync()
        {
            for (var i = 0; i < 20; i++, sent++)
            {
                var message = NodeMessage.Write(Topic, Encoding.UTF8.GetBytes(sent.ToString(CultureInfo.InvariantCulture)));
                await admin.GetSubscriber().PublishAsync(sent % 2 == 0 ? keys.All : keys.Node(node.Nodes.Self.Id), message);
            }
        }

        await SendSomeAsync();
        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await Eventually.TrueAsync(
            async () =>
            {
                await SendSomeAsync();
                return told.Numbers.Max() > before;
            },
            "the connection for commands is made anew");

        await SendSomeAsync();
        await Eventually.TrueAsync(() => heard.Count == sent, "all messages arrive");
    }

    [Fact]
    public async Task Channels_OfTwoDatabasesOfOneServer_DoNotMeet()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await StartAsync(server);
        await using var other = await StartAsync(server, ("spring.redis.database", "1"));
        var (heardByA, heardByOther) = (Listen(a), Listen(other));

        await SendAsync(a, null, "a's");
        await SendAsync(other, null, "other's");

        await HeardAsync(heardByA, "a's");
        await HeardAsync(heardByOther, "other's");
    }

    private static INodeChannel Channel(TestNode node) => node.Services.GetRequiredService<INodeChannel>();

    private static ConcurrentQueue<string> Listen(TestNode node, Func<string, bool>? before = null)
    {
        var heard = new ConcurrentQueue<string>();
        Channel(node).Handle(Topic, message =>
        {
            var text = Encoding.UTF8.GetString(message.Span);
            if (before?.Invoke(text) ?? true)
            {
                heard.Enqueue(text);
            }

            return ValueTask.CompletedTask;
        });
        return heard;
    }

    private static Task SendAsync(TestNode node, string? to, string text) =>
        Channel(node).PublishAsync(to, Topic, Encoding.UTF8.GetBytes(text), Cancel);

    // Messages of one channel come in order; what else was to come before the last would be here.
    private static async Task HeardAsync(ConcurrentQueue<string> heard, params string[] expected)
    {
        await Eventually.TrueAsync(() => heard.Count >= expected.Length, "the messages arrive");
        Assert.Equal(expected.Order(StringComparer.Ordinal), heard.Order(StringComparer.Ordinal));
    }

    private static async Task<TestNode> ReadyAsync(Task<TestNode> starting)
    {
        var node = await starting;
        var told = new GenerationRecorder();
        node.Redis.Observe(told); // Behind the channel, which by then has heard its own echo.
        await Eventually.TrueAsync(() => told.Numbers.Count > 0, "the channel is subscribed");
        return node;
    }

    private Task<TestNode> StartAsync() => ReadyAsync(TestNode.StartAsync(SharedRedis.Settings(_cluster), null, ("Clustering:Startup", "Fail")));

    private Task<TestNode> StartAsync(RedisServer server, params (string, string)[] more) =>
        ReadyAsync(TestNode.StartAsync(server.Settings(_cluster), null, [("Clustering:Startup", "Fail"), .. more]));
}
