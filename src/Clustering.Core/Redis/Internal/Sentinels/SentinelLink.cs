using Clustering.Configuration.Internal;
using StackExchange.Redis;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>The connection to one sentinel: asks it, and hears what it publishes. It comes back by itself.</summary>
internal sealed class SentinelLink(
    HostAndPort address, string primaryName, Func<HostAndPort, ConfigurationOptions> options, Action<SentinelLink, SentinelEvent> heard, bool isConfigured)
    : IAsyncDisposable
{
    private static readonly RedisChannel Events = RedisChannel.Pattern("*");

    private readonly Lock _starting = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private Task? _subscribing;
    private volatile bool _isListening;
    private volatile SentinelAnswer? _last;
    private volatile SentinelFailure? _failure = SentinelFailure.NotAskedYet;

    public HostAndPort Address { get; } = address;

    /// <summary>Gets a value indicating whether the settings name it, rather than another sentinel.</summary>
    public bool IsConfigured { get; } = isConfigured;

    /// <summary>Gets why it did not answer the last time; <see langword="null"/>: it did.</summary>
    public SentinelFailure? Failure => _failure;

    /// <summary>Gets a value indicating whether its events are heard. If not, it has to be asked often.</summary>
    public bool IsListening => _isListening;

    /// <summary>Gets what it answered last, even if that is long ago.</summary>
    public SentinelAnswer? Last => _last;

    /// <summary>Asks who the primary is. The answer is never older than the question: nobody is given what was asked before.</summary>
    /// <returns>The answer; <see langword="null"/>: there was none, and <see cref="Failure"/> says why.</returns>
    public async Task<SentinelAnswer?> AskAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var multiplexer = await ConnectAsync().WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            var asked = time.GetTimestamp();
            var server = multiplexer.GetServers()[0];
            var id = server.ExecuteAsync("SENTINEL", "MYID");
            var primary = server.ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", primaryName);
            var state = server.ExecuteAsync("SENTINEL", "MASTER", primaryName);
            await Task.WhenAll(id, primary, state).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            var answer = SentinelReplies.ReadAnswer(
                await id.ConfigureAwait(false), await primary.ConfigureAwait(false), await state.ConfigureAwait(false));
            _failure = null;
            await ListenAsync(multiplexer).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            return _last = answer with { AskedAt = asked };
        }
        catch (Exception exception)
        {
            _failure = SentinelFailure.From(exception, _failure);
            return null;
        }
    }

    /// <summary>Asks for the other sentinels and the replicas, and whether the subscription lives.</summary>
    public async Task<SentinelDetails> AskDetailsAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var multiplexer = await ConnectAsync().WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        var server = multiplexer.GetServers()[0];
        var sentinels = server.ExecuteAsync("SENTINEL", "SENTINELS", primaryName);
        var replicas = server.ExecuteAsync("SENTINEL", "REPLICAS", primaryName);
        var alive = PingSubscriptionAsync(multiplexer);
        await Task.WhenAll(sentinels, replicas, alive).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        return SentinelReplies.ReadDetails(await sentinels.ConfigureAwait(false), await replicas.ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connecting is { } connecting)
        {
            await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully)
            {
                var multiplexer = await connecting.ConfigureAwait(false);
                await multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false); // It may be one that hangs.
                await multiplexer.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_starting)
        {
            // A multiplexer goes on trying by itself; without one, for lack of a name, say, the next question tries again.
            return _connecting is { IsFaulted: false, IsCanceled: false } connecting
                ? connecting
                : _connecting = ConnectionMultiplexer.ConnectAsync(options(Address));
        }
    }

    // StackExchange.Redis may say that it has subscribed before it has, and then never does. So it is looked at each time.
    private async Task ListenAsync(ConnectionMultiplexer multiplexer)
    {
        var subscriber = multiplexer.GetSubscriber();
        if (!IsSubscribed(subscriber))
        {
            await SubscribeAsync(subscriber).ConfigureAwait(false);
        }

        _isListening = IsSubscribed(subscriber);
    }

    private static bool IsSubscribed(ISubscriber subscriber) => subscriber.SubscribedEndpoint(Events) is not null && subscriber.IsConnected(Events);

    private Task SubscribeAsync(ISubscriber subscriber)
    {
        lock (_starting)
        {
            return _subscribing is { IsCompleted: false } subscribing ? subscribing : _subscribing = SubscribeOnceAsync(subscriber);
        }
    }

    private async Task SubscribeOnceAsync(ISubscriber subscriber)
    {
        await subscriber.UnsubscribeAsync(Events).ConfigureAwait(false);
        var queue = await subscriber.SubscribeAsync(Events).ConfigureAwait(false);
        queue.OnMessage(message => heard(this, SentinelEvent.Parse(message.Channel.ToString(), message.Message.ToString())));
    }

    private static async Task PingSubscriptionAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.GetSubscriber().PingAsync().ConfigureAwait(false);
        }
        catch (RedisException)
        {
            // It is silent though it counts as connected: the next question subscribes again.
            await multiplexer.GetSubscriber().UnsubscribeAsync(Events).ConfigureAwait(false);
        }
    }
}
