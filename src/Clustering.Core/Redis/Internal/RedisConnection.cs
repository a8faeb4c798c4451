using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>
/// The one connection of a node, used by all features: runs commands with exact timeouts, fails fast while Redis is known to be away,
/// and tells features when there may have been a gap.
/// </summary>
/// <remarks>How it recovers is in <c>RedisConnection.Recovery.cs</c>; the whole is described in <c>readme.md</c> beside this file.</remarks>
internal sealed partial class RedisConnection : IAsyncDisposable, IDisposable
{
    private readonly IRedisConnector _connector;
    private readonly RedisClientOptions _client;
    private readonly RedisSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisMetrics _metrics;

    // Long enough for a broken connection to be made anew; a server that is gone takes longer in any case.
    private static readonly TimeSpan SecondAttempt = TimeSpan.FromSeconds(1);

    private volatile RedisGeneration? _current;
    private volatile RedisOutage? _outage;
    private long _lastReply;

    public RedisConnection(
        IRedisConnector connector, RedisClientOptions client, RedisSettings settings, TimeProvider time, ILogger<RedisConnection> logger, RedisMetrics metrics)
    {
        _connector = connector;
        _client = client;
        _settings = settings;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _outage = new(connector.Target, time.GetTimestamp(), "has not been reached yet; the application started", null);
    }

    /// <summary>Gets the present generation, or <see langword="null"/> before the first.</summary>
    public RedisGeneration? Current => _current;

    /// <summary>Gets why commands fail at once, or <see langword="null"/> while they do not.</summary>
    public RedisOutage? Outage => _outage;

    public string Target => _connector.Target;

    /// <summary>Gets how long a command may take when its caller has no bound of its own: <c>spring.redis.timeout</c>.</summary>
    public TimeSpan Timeout => _settings.Timeout;

    /// <summary>
    /// Runs a script; every script of ours is safe to run again, so a connection lost just now means a second attempt if time is left.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TState, T}"/>
    public async Task<RedisResult> RunAsync(
        RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan limit, CancellationToken cancellationToken)
    {
        Require(script.Name); // Known to be away: no second attempt, no waiting.
        var began = _time.GetTimestamp();
        try
        {
            return await RunOnceAsync(script, keys, values, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException exception) when (exception.InnerException is RedisConnectionException)
        {
            // Counted from the loss of the connection, not from this command: while Redis is away for longer, commands fail at once.
            var patience = _outage is { } outage ? SecondAttempt - _time.GetElapsedTime(outage.Since) : SecondAttempt;
            var left = limit - _time.GetElapsedTime(began);
            left = left < patience ? left : patience;
            if (left <= TimeSpan.Zero || !await IsBackWithinAsync(left, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            return await RunOnceAsync(script, keys, values, limit - _time.GetElapsedTime(began), cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<RedisResult> RunOnceAsync(
        RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(
            (script, keys, values),
            static (generation, call) => call.script.RunAsync(generation.Database, call.keys, call.values),
            script.Name,
            limit,
            cancellationToken);

    /// <summary>Runs one command, or several in one go, on the present generation.</summary>
    /// <exception cref="ClusterUnavailableException">
    /// Redis is known to be away, lost the connection, refused, or did not answer within <paramref name="limit"/>. In the latter cases
    /// the command may have taken effect.
    /// </exception>
    public async Task<T> RunAsync<TState, T>(
        TState state, Func<RedisGeneration, TState, Task<T>> command, string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var generation = Require(name);
        var sent = _time.GetTimestamp();
        Task<T>? reply = null;
        try
        {
            reply = command(generation, state);
            var result = reply.IsCompleted
                ? await reply.ConfigureAwait(false)
                : await reply.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _lastReply, _time.GetTimestamp());
            return result;
        }
        catch (TimeoutException exception)
        {
            Forget(reply);
            throw TimedOut(generation, name, sent, exception);
        }
        catch (RedisConnectionException exception)
        {
            Fail(generation, "lost its connection", exception);
            throw new ClusterUnavailableException(
                $"The connection to Redis at {generation.EndPoint} failed during '{name}'. It may have taken effect.", exception);
        }
        catch (RedisServerException exception)
        {
            Volatile.Write(ref _lastReply, _time.GetTimestamp());
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
