using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>
/// The one connection of a node, used by all features: runs commands with exact timeouts, fails fast while Redis is known to be away,
/// and tells features when there may have been a gap.
/// </summary>
/// <remarks>
/// How it recovers is in <c>RedisConnection.Recovery.cs</c>, what a failover means to it in <c>RedisConnection.Failover.cs</c>, whom it tells in
/// <c>RedisConnection.Gaps.cs</c>; the whole is
/// described in <c>readme.md</c> beside this file.
/// </remarks>
internal sealed partial class RedisConnection : IAsyncDisposable, IDisposable
{
    private readonly IRedisConnector _connector;
    private readonly RedisClientOptions _client;
    private readonly RedisSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisMetrics _metrics;
    private readonly IRedisDiagnostician? _diagnostician;

    // Long enough for a broken connection to be made anew; a server that is gone takes longer in any case.
    private static readonly TimeSpan SecondAttempt = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReplicasPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReplicasWait = TimeSpan.FromMilliseconds(50);

    private volatile RedisGeneration? _current;
    private volatile RedisOutage? _outage;
    private long _lastReply;

    public RedisConnection(
        IRedisConnector connector,
        RedisClientOptions client,
        RedisSettings settings,
        TimeProvider time,
        ILogger<RedisConnection> logger,
        RedisMetrics metrics,
        IRedisDiagnostician? diagnostician = null)
    {
        _connector = connector;
        _client = client;
        _settings = settings;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _diagnostician = diagnostician;
        _fence = new(time);
        _outage = new(connector.Target, time.GetTimestamp(), "has not been reached yet; the application started", null);
    }

    /// <summary>Gets the present generation, or <see langword="null"/> before the first.</summary>
    public RedisGeneration? Current => _current;

    /// <summary>Gets why commands fail at once, or <see langword="null"/> while they do not.</summary>
    public RedisOutage? Outage => _outage;

    public string Target => _connector.Target;

    /// <summary>Gets a value indicating whether it was made here, from settings: not a multiplexer of the app's own.</summary>
    public bool OwnsConnection => _connector.OwnsMultiplexer;

    /// <summary>Gets how long a command may take when its caller has no bound of its own: <c>spring.redis.timeout</c>.</summary>
    public TimeSpan Timeout => _settings.Timeout;

    /// <summary>Runs a script. Every script of ours is safe to run again.</summary>
    /// <inheritdoc cref="RunAgainAsync{TState, T}"/>
    public Task<RedisResult> RunAsync(
        RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAgainAsync(
            (script, keys, values),
            static (generation, call) => call.script.RunAsync(generation.Database, call.keys, call.values),
            script.Name,
            limit,
            cancellationToken);

    /// <summary>
    /// Runs what may be run again without harm: a connection lost just now means a second attempt if time is left, and what a primary
    /// acknowledged in its last moments is done again on the next one.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TState, T}"/>
    public async Task<T> RunAgainAsync<TState, T>(
        TState state, Func<RedisGeneration, TState, Task<T>> command, string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        for (var isSecond = false; ; isSecond = true)
        {
            // Known to be away: no second attempt, no waiting.
            var generation = _fence.IsUp ? await EnterAsync(name, Left(limit, began), cancellationToken).ConfigureAwait(false) : Require(name);
            try
            {
                var result = await RunOnceAsync(generation, state, command, name, Left(limit, began), cancellationToken).ConfigureAwait(false);
                if (!_fence.IsUp && ReferenceEquals(generation.Primary, _current!.Primary))
                {
                    return result;
                }

                await EnterAsync(name, Left(limit, began), cancellationToken, wasSent: true).ConfigureAwait(false);
                if (ReferenceEquals(generation.Primary, _current!.Primary))
                {
                    return result; // The failover was given up.
                }
            }
            catch (ClusterUnavailableException exception) when (IsWithoutReplicasYet(generation, exception.InnerException) && Left(limit, began) > ReplicasWait)
            {
                await Task.Delay(ReplicasWait, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterUnavailableException exception) when (!isSecond && IsOfTheConnection(exception.InnerException))
            {
                // Counted from the loss of the connection, not from this command: while Redis is away for longer, commands fail at once.
                var patience = _outage is { } outage ? SecondAttempt - _time.GetElapsedTime(outage.Since) : SecondAttempt;
                var left = Left(limit, began) < patience ? Left(limit, began) : patience;
                if (!_fence.IsUp && (left <= TimeSpan.Zero || !await IsBackWithinAsync(left, cancellationToken).ConfigureAwait(false)))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Runs one command, or several in one go, on the present generation.</summary>
    /// <exception cref="ClusterUnavailableException">
    /// Redis is known to be away, lost the connection, refused, or did not answer within <paramref name="limit"/>. In the latter cases
    /// the command may have taken effect.
    /// </exception>
    public async Task<T> RunAsync<TState, T>(
        TState state, Func<RedisGeneration, TState, Task<T>> command, string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var generation = _fence.IsUp ? await EnterAsync(name, limit, cancellationToken).ConfigureAwait(false) : Require(name);
        return await RunOnceAsync(generation, state, command, name, Left(limit, began), cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> RunOnceAsync<TState, T>(
        RedisGeneration generation, TState state, Func<RedisGeneration, TState, Task<T>> command, string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = _time.GetTimestamp();
        Task<T>? reply = null;
        try
        {
            reply = command(generation, state);
            var result = reply.IsCompleted
                ? await reply.ConfigureAwait(false)
                : await reply.WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, _time, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _lastReply, _time.GetTimestamp());
            return result;
        }
        catch (TimeoutException exception)
        {
            Forget(reply);
            throw TimedOut(generation, name, sent, exception);
        }
        catch (Exception exception) when (exception is RedisConnectionException || IsOfTheWire(exception) || IsCancelledByClient(exception, cancellationToken))
        {
            Fail(generation, "lost its connection", exception);
            throw new ClusterUnavailableException(
                $"The connection to Redis at {generation.EndPoint} failed during '{name}'. It may have taken effect.", exception);
        }
        catch (RedisServerException exception)
        {
            Volatile.Write(ref _lastReply, _time.GetTimestamp());
            if (IsReadOnly(exception))
            {
                Fail(generation, "is not the primary any more", exception);
            }

            throw new ClusterUnavailableException(
                $"Redis at {generation.EndPoint} refused '{name}': {exception.Message}", exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new ClusterUnavailableException($"The connection to Redis was closed during '{name}'.", exception);
        }
        catch (OperationCanceledException)
        {
            Forget(reply);
            throw;
        }
    }

    // A connection that breaks at the wrong moment makes StackExchange.Redis cancel what nobody wanted cancelled.
    private static bool IsCancelledByClient(Exception? exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    // What another connection may do better. A replica has done nothing of what it refused.
    private static bool IsOfTheConnection(Exception? exception) =>
        exception is RedisConnectionException or ObjectDisposedException or OperationCanceledException
        || (exception is not null && IsOfTheWire(exception)) || (exception is RedisServerException refused && IsReadOnly(refused));

    // StackExchange.Redis lets it through where the connection ends while a command is being written.
    private static bool IsOfTheWire(Exception exception) => exception is InvalidOperationException { Source: "System.IO.Pipelines" };

    // With min-replicas-to-write, a new primary refuses to write until the other replicas have found it. It has done nothing then.
    private bool IsWithoutReplicasYet(RedisGeneration generation, Exception? exception) =>
        generation.Primary.Number > 1
        && _time.GetElapsedTime(generation.Primary.Since) < ReplicasPatience
        && exception is RedisServerException refused
        && refused.Message.Contains("NOREPLICAS", StringComparison.Ordinal);

    // Redis 6.2 has it in the middle of the message, where a script was refused.
    private static bool IsReadOnly(RedisServerException exception) => exception.Message.Contains("READONLY", StringComparison.Ordinal);

    /// <summary>The present generation, or the exception that says why there is none to use.</summary>
    public RedisGeneration Require(string command)
    {
        if (_outage is { } outage)
        {
            _metrics.FailedFast();
            throw outage.ToException(command, _time.GetElapsedTime(outage.Since));
        }

        return _current!;
    }

    private TimeSpan Left(TimeSpan limit, long began) => limit - _time.GetElapsedTime(began);

    private async Task<bool> IsBackWithinAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _up.Task.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private ClusterUnavailableException TimedOut(RedisGeneration generation, string name, long sent, TimeoutException exception)
    {
        var waited = _time.GetElapsedTime(sent);
        _metrics.TimedOut();

        // One slow command on a connection that answers others is not an outage; silence since it was sent is.
        if (Volatile.Read(ref _lastReply) < sent)
        {
            Fail(generation, "stopped answering", exception);
        }

        return new ClusterUnavailableException(
            $"Redis at {generation.EndPoint} did not answer '{name}' within {waited.TotalMilliseconds:0} ms. It may still take effect.", exception);
    }

    // Nobody waits for it any more; its exception, if one comes, has been reported as a timeout.
    private static void Forget(Task? reply) =>
        reply?.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
