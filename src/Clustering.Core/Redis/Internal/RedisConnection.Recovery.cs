using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clustering.Redis.Internal;

// One loop owns everything that changes the connection: the first connect, the return after an outage, the replacement of a
// multiplexer that does not come back, and the calls to the observers. Events and failed commands only wake it.
internal sealed partial class RedisConnection
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan RetryInFailover = TimeSpan.FromMilliseconds(50);

    // A multiplexer that has not come back by then may never do so: a changed DNS name, a half-open connection.
    private static readonly TimeSpan ReplaceAfter = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _changing = new();
    private readonly List<IRedisGenerationObserver> _observers = [];
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<ConnectionType, bool> _broken = [];
    private IConnectionMultiplexer? _multiplexer;
    private long _multiplexerSince;
    private Task? _loop;
    private volatile bool _gap;
    private long _deafSince;
    private int _disposed;

    /// <summary>Registers an observer; it is told of the present generation too, if there is one.</summary>
    public void Observe(IRedisGenerationObserver observer)
    {
        lock (_changing)
        {
            _observers.Add(observer);
        }

        if (_current is not null)
        {
            AnnounceGap();
        }
    }

    /// <summary>Connects as <paramref name="startup"/> says, and keeps the connection from then on.</summary>
    /// <exception cref="ClusterUnavailableException">Only with <see cref="ClusterStartup.Fail"/>.</exception>
    public async Task StartAsync(ClusterStartup startup, CancellationToken cancellationToken)
    {
        _connector.Watch(this);
        try
        {
            await RecoverAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (startup == ClusterStartup.Fail)
            {
                throw new ClusterUnavailableException(
                    $"Redis at {Target} cannot be used, and Clustering:Startup is Fail: {exception.Message} " +
                    "Start Redis, correct spring.redis.*, or set Clustering:Startup to Wait or Degraded.", exception);
            }

            _outage = _outage! with { Reason = $"cannot be used: {exception.Message} The first attempt was", Cause = exception };
            _logger.StartedWithoutRedis(Target, startup, exception);
        }

        _loop = Task.Run(() => LoopAsync(_stopping.Token), CancellationToken.None);
        if (startup == ClusterStartup.Wait)
        {
            await _up.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _outage = new(Target, _time.GetTimestamp(), "was left because the application stops", null);
        if (_multiplexer is { } multiplexer)
        {
            _multiplexer = null;
            Detach(multiplexer);
            if (_connector.OwnsMultiplexer)
            {
                await multiplexer.DisposeAsync().ConfigureAwait(false);
            }
        }

        _stopping.Dispose();
        _wake.Dispose();
    }

    // For containers that are disposed synchronously, as in tests of apps.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Fail(RedisGeneration generation, string reason, Exception? cause)
    {
        lock (_changing)
        {
            if (_outage is not null || !ReferenceEquals(generation, _current))
            {
                return;
            }

            _outage = new(generation.EndPoint, _time.GetTimestamp(), reason, cause);
            _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        MayMissMessages();
        _logger.ConnectionLost(generation.EndPoint, reason, cause);
        Wake();
    }

    // The first sign counts: from then on, something may have happened that this node has not heard of.
    private void MayMissMessages() => Interlocked.CompareExchange(ref _deafSince, _time.GetTimestamp(), 0);

    private void AnnounceGap()
    {
        MayMissMessages();
        _gap = true;
        Wake();
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Already awake, or stopping.
        }
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        if (_current is { } first)
        {
            await NotifyAsync(first, cancellationToken).ConfigureAwait(false);
        }

        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var pause = _fence.IsUp ? RetryInFailover : _outage is null && !_gap && !HasMoved ? System.Threading.Timeout.InfiniteTimeSpan : RetryEvery;
                await _wake.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
                if (_outage is not null || _gap || HasMoved)
                {
                    await RecoverAsync(cancellationToken).ConfigureAwait(false);
                    await NotifyAsync(_current!, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                _logger.StillAway(Target, exception.Message);
            }
        }
    }

    /// <summary>Makes sure of a usable primary and begins a new generation on it, or throws what is in the way.</summary>
    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var old = _multiplexer;
        var isKept = old is not null && _connector.LeadsToPrimary(old) && !(_connector.OwnsMultiplexer && IsHopeless(old));
        var multiplexer = isKept ? old! : await ConnectAsync(cancellationToken).ConfigureAwait(false);
        _gap = false;
        string runId;
        try
        {
            var server = await RedisPreflight.CheckAsync(
                multiplexer, multiplexer.GetDatabase(DatabaseIndex), _client, _logger, _current?.Primary.RunId, cancellationToken).ConfigureAwait(false);
            RequireConfirmed(server);
            runId = server.RunId;
        }
        catch
        {
            _gap = true;
            if (!isKept)
            {
                await ForgetAsync(multiplexer).ConfigureAwait(false);
            }

            throw;
        }

        Volatile.Write(ref _lastReply, _time.GetTimestamp());
        _multiplexer = multiplexer;
        Begin(multiplexer, runId);
        if (!isKept && old is not null)
        {
            await ForgetAsync(old).ConfigureAwait(false);
        }
    }

    // A server that has restarted says that it is the primary because its file says so; there may be another by now.
    private void RequireConfirmed(RedisServerInfo server)
    {
        if (_current is { } current && current.Primary.RunId != server.RunId && !_connector.IsConfirmed)
        {
            throw new InvalidOperationException(
                $"Redis at {current.EndPoint} has restarted, and too few sentinels answer to say whether it is still the primary.");
        }
    }

    private int DatabaseIndex => _connector.OwnsMultiplexer ? _settings.Database : -1; // -1: as the app's multiplexer was configured

    private bool IsHopeless(IConnectionMultiplexer multiplexer) =>
        !multiplexer.IsConnected && _time.GetElapsedTime(_multiplexerSince) > ReplaceAfter
        && _outage is { } outage && _time.GetElapsedTime(outage.Since) > ReplaceAfter;

    private async Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        var multiplexer = await _connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        multiplexer.ConnectionFailed += OnConnectionFailed;
        multiplexer.ConnectionRestored += OnConnectionRestored;
        _multiplexerSince = _time.GetTimestamp();
        return multiplexer;
    }

    private async Task ForgetAsync(IConnectionMultiplexer multiplexer)
    {
        Detach(multiplexer);
        if (_connector.OwnsMultiplexer)
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Begin(IConnectionMultiplexer multiplexer, string runId)
    {
        RedisOutage? ended;
        RedisGeneration generation;
        bool isMoved;
        lock (_changing)
        {
            ended = _outage;
            var former = _current?.Primary;
            var endPoint = multiplexer.GetEndPoints().FirstOrDefault() is { } known ? EndPoints.ToText(known) : Target;
            isMoved = former is null || former.RunId != runId || former.EndPoint != endPoint;
            var primary = isMoved ? new RedisPrimary((former?.Number ?? 0) + 1, runId, endPoint, _time.GetTimestamp()) : former!;
            generation = new RedisGeneration((_current?.Number ?? 0) + 1, multiplexer, DatabaseIndex, primary);
            _current = generation;
            _outage = null;
            _up.TrySetResult();
        }

        var away = ended is null ? TimeSpan.Zero : _time.GetElapsedTime(ended.Since);
        _metrics.GenerationBegan(generation.Number, away);
        _logger.GenerationBegan(generation.Number, generation.EndPoint, away);
        if (isMoved)
        {
            MayMissMessages();
            _metrics.PrimaryChanged(generation.Primary.Number);
            LowerFence();
        }
    }

    private async Task NotifyAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        IRedisGenerationObserver[] observers;
        lock (_changing)
        {
            observers = [.. _observers];
        }

        foreach (var observer in observers)
        {
            try
            {
                await observer.OnGenerationAsync(generation, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _logger.ObserverFailed(observer.GetType().Name, generation.Number, exception);
            }
        }

        if (Interlocked.Exchange(ref _deafSince, 0) is not 0 and var since && generation.Number > 1)
        {
            _metrics.GapClosed(_time.GetElapsedTime(since));
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        _broken[failed.ConnectionType] = true;
        MayMissMessages();
        if (failed.ConnectionType == ConnectionType.Interactive && _current is { } current && ReferenceEquals(sender, current.Multiplexer))
        {
            Fail(current, "lost its connection", failed.Exception);
        }

        // Both events are work for the pool and may overtake each other: a subscription that is there was announced as restored before.
        if (failed.ConnectionType == ConnectionType.Subscription && sender is IConnectionMultiplexer multiplexer && multiplexer.GetSubscriber().IsConnected())
        {
            OnConnectionRestored(sender, failed);
        }
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        // Either kind: while the subscription was away, messages went unheard. The first connection of a multiplexer is announced as
        // restored too, though there was nothing before it to miss.
        if (_broken.TryRemove(restored.ConnectionType, out _))
        {
            AnnounceGap();
        }
    }

    private void Detach(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnConnectionFailed;
        multiplexer.ConnectionRestored -= OnConnectionRestored;
    }
}
