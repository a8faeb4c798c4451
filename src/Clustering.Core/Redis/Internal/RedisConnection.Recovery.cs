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
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IConnectionMultiplexer? _multiplexer;
    private long _multiplexerSince;
    private Task? _loop;
    private int _disposed;

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
            var reason = await ExplainAsync(exception, cancellationToken).ConfigureAwait(false);
            if (startup == ClusterStartup.Fail)
            {
                throw new ClusterUnavailableException(
                    $"Redis at {Target} cannot be used, and Clustering:Startup is Fail: {reason} " +
                    "To start without Redis all the same, set Clustering:Startup to Wait or Degraded.", exception);
            }

            _outage = _outage! with { Reason = $"cannot be used: {reason} The first attempt was", Cause = exception };
            _logger.StartedWithoutRedis(Target, reason, startup, exception);
        }

        _loop = Task.Run(() => LoopAsync(_stopping.Token), CancellationToken.None);
        if (startup == ClusterStartup.Wait)
        {
            await _up.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // What StackExchange.Redis says is often all that it knows: that there is no connection.
    private async Task<string> ExplainAsync(Exception exception, CancellationToken cancellationToken)
    {
        var explanation = _diagnostician is null ? null : await _diagnostician.ExplainAsync(cancellationToken).ConfigureAwait(false);
        return explanation ?? $"{exception.Message} Start Redis, or correct spring.redis.*.";
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

        await _notifying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _outage = new(Target, _time.GetTimestamp(), "was left because the application stops", null);
        if (_multiplexer is { } multiplexer)
        {
            _multiplexer = null;
            await ForgetAsync(multiplexer).ConfigureAwait(false);
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
            Notify(first, cancellationToken);
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
                    Notify(_current!, cancellationToken);
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
            // Without a farewell, for which a server that hangs would let us wait, and the failover with us.
            await multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
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
}
