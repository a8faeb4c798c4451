using System.Text;
using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Clustering.Testing;

namespace Clustering.Core.Tests.Nodes;

/// <summary>A cluster of one, without Redis.</summary>
public sealed class InProcessNodeTests
{
    private readonly NodeIdentity _identity = new(Microsoft.Extensions.Options.Options.Create(new NodeOptions { Name = "alone" }), new ManualTimeProvider());
    private readonly LogCapture _log = new();
    private readonly List<string> _heard = [];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_WithoutRedis_AreThisOneAndReady()
    {
        var nodes = new InProcessNodes(_identity);

        Assert.Equal(("alone", ClusterNodeState.Ready), (nodes.Self.Name, nodes.Self.State));
        Assert.Equal([nodes.Self], nodes.Live);
        Assert.Equal([nodes.Self], await nodes.ListAsync(Cancel));
    }

    [Fact]
    public async Task Channel_WithoutRedis_HearsWhatIsForItAndForAllInOrder()
    {
        var channel = CreateChannel();

        await SendAsync(channel, _identity.Id, "1");
        await SendAsync(channel, "another node", "lost");
        await channel.PublishAsync(null, "unknown topic", default, Cancel);
        for (var i = 2; i <= 100; i++)
        {
            await SendAsync(channel, null, $"{i}");
        }

        await SendAsync(channel, null, "end");
        await _end.Task.WaitAsync(Eventually.Limit, Cancel);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"{i}"), _heard);
    }

    [Fact]
    public async Task Channel_WithAHandlerThatFails_GoesOn()
    {
        var channel = CreateChannel();

        await SendAsync(channel, null, "bad");
        await SendAsync(channel, null, "good");
        await SendAsync(channel, null, "end");

        await _end.Task.WaitAsync(Eventually.Limit, Cancel);
        Assert.Equal(["good"], _heard);
        Assert.Single(_log.Of(1108));
    }

    [Fact]
    public void Handle_OfATopicThatHasAHandler_IsRefused()
    {
        var channel = CreateChannel();

        var exception = Assert.Throws<InvalidOperationException>(() => channel.Handle("test", _ => ValueTask.CompletedTask));

        Assert.Contains("'test'", exception.Message, StringComparison.Ordinal);
    }

    private static Task SendAsync(InProcessNodeChannel channel, string? to, string text) =>
        channel.PublishAsync(to, "test", Encoding.UTF8.GetBytes(text), Cancel);

    private InProcessNodeChannel CreateChannel()
    {
        var channel = new InProcessNodeChannel(_identity, _log.CreateLogger<InProcessNodeChannel>());
        channel.Handle("test", message =>
        {
            switch (Encoding.UTF8.GetString(message.Span))
            {
                case "bad":
                    throw new InvalidOperationException("on purpose");
                case "end":
                    _end.SetResult();
                    break;
                case var text:
                    _heard.Add(text);
                    break;
            }

            return ValueTask.CompletedTask;
        });
        return channel;
    }
}
