using System.Text;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clustering.Nodes.Internal;

/// <summary>The node channel over Redis' publish and subscribe: one channel for each node, one for all.</summary>
/// <remarks>
/// A restored connection does not mean a restored subscription: StackExchange.Redis often reports the one before the server has the
/// other. So a generation counts as subscribed only when an echo, published by this node, has come back over both channels.
/// </remarks>
internal sealed class RedisNodeChannel : INodeChannel, IRedisGenerationObserver
{
    private const string OwnEchoTopic = "echo";
    private const string EchoToAllTopic = "echo-all";
    private static readonly TimeSpan EchoEvery = TimeSpan.FromMilliseconds(50);
    private const int EchoesBeforeSubscribingAgain = 20;

    private readonly RedisConnection _redis;
    private readonly NodeKeys _keys;
    private readonly string _nodeId;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeMessageHandlers _handlers;
    private IConnectionMultiplexer? _subscribed;
    private volatile Echo? _echo;

    public RedisNodeChannel(RedisConnection redis, NodeKeys keys, NodeIdentity identity, TimeProvider time, ILogger<RedisNodeChannel> logger)
    {
        _redis = redis;
        _keys = keys;
        _nodeId = identity.Id;
        _time = time;
        _logger = logger;
        _handlers = new NodeMessageHandlers(logger);
        _handlers.Add(OwnEchoTopic, message => Heard(message, _echo?.Own));
        _handlers.Add(EchoToAllTopic, message => Heard(message, _echo?.All));
    }

    public void Handle(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler) => _handlers.Add(topic, handler);

    public Task PublishAsync(string? nodeId, string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        _redis.RunAsync(
            (Channel: nodeId is null ? _keys.All : _keys.Node(nodeId), Message: NodeMessage.Write(topic, payload)),
            static (generation, send) => generation.Database.PublishAsync(send.Channel, send.Message),
            $"publish {topic}",
            _redis.Timeout,
            cancellationToken);

    public async Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        // Only where the client does not do so by itself: to subscribe again means to be deaf for a moment.
        if (!ReferenceEquals(_subscribed, generation.Multiplexer))
        {
            await SubscribeAsync(generation).ConfigureAwait(false);
        }

        var echo = _echo = new Echo($"{_nodeId}:{generation.Number}");
        for (var attempt = 1; !echo.Both.IsCompleted; attempt++)
        {
            await PublishAsync(_nodeId, OwnEchoTopic, echo.Payload, cancellationToken).ConfigureAwait(false);
            await PublishAsync(null, EchoToAllTopic, echo.Payload, cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(echo.Both, Task.Delay(EchoEvery, _time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (attempt % EchoesBeforeSubscribingAgain == 0 && !echo.Both.IsCompleted)
            {
                _logger.SubscriptionSilent();
                await SubscribeAsync(generation).ConfigureAwait(false);
            }
        }
    }

    private async Task SubscribeAsync(RedisGeneration generation)
    {
        var subscriber = generation.Subscriber;
        foreach (var channel in (RedisChannel[])[_keys.All, _keys.Node(_nodeId)])
        {
            await subscriber.UnsubscribeAsync(channel).ConfigureAwait(false);

            // The queue keeps the order of messages; the other form of SubscribeAsync does not.
            var queue = await subscriber.SubscribeAsync(channel).ConfigureAwait(false);
            queue.OnMessage(async received => await _handlers.DispatchAsync((byte[])received.Message!).ConfigureAwait(false));
        }

        _subscribed = generation.Multiplexer;
    }

    // Another node's echo, or one of an earlier generation that was long under way, proves nothing.
    private ValueTask Heard(ReadOnlyMemory<byte> message, TaskCompletionSource? echo)
    {
        if (_echo is { } expected && message.Span.SequenceEqual(expected.Payload.Span))
        {
            echo?.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What a node says to itself in one generation, until it has heard it over both channels.</summary>
    private sealed class Echo
    {
        public Echo(string text)
        {
            Payload = Encoding.ASCII.GetBytes(text);
            Both = Task.WhenAll(Own.Task, All.Task);
        }

        public ReadOnlyMemory<byte> Payload { get; }

        public TaskCompletionSource Own { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Both { get; }
    }
}
