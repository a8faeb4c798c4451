using System.Collections.Concurrent;
using Clustering.Internal;
using Clustering.Leases;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Reservations.Internal;

/// <summary>What a node does for reservations besides answering: hears of them, tells who listens, and sweeps.</summary>
internal sealed class ReservationService : IClusterService, IRedisGenerationObserver, ISessionObserver, IDisposable
{
    private readonly RedisConnection _redis;
    private readonly ReservationHandles _handles;
    private readonly ReservationSweep _sweep;
    private readonly ReservationSubscribers _subscribers;
    private readonly ReservationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly ConcurrentDictionary<Task, bool> _looks = [];
    private Task? _loop;
    private bool _isFailing;

    public ReservationService(
        RedisConnection redis,
        ReservationHandles handles,
        ReservationSweep sweep,
        ReservationSubscribers subscribers,
        SessionObservers sessions,
        INodeChannel channel,
        IOptions<ReservationOptions> options,
        TimeProvider time,
        ILogger<ReservationService> logger)
    {
        _redis = redis;
        _handles = handles;
        _sweep = sweep;
        _subscribers = subscribers;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _stopped = _stopping.Token;
        channel.Handle(ReservationChannel.Topic, HearAsync);
        sessions.Add(this);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _redis.Observe(_handles.Keeper);
        _redis.Observe(this);
        _loop = Task.Run(() => SweepAsync(_stopped), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await WhenQuietAsync().ConfigureAwait(false);
        await _handles.StopAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for what runs behind the ends and renewals of sessions so far.</summary>
    public Task WhenQuietAsync() => Task.WhenAll(_looks.Keys);

    public void Dispose() => _stopping.Cancel();

    public Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        _subscribers.Tell(new(ReservationEventKind.Resync, null));
        return Task.CompletedTask;
    }

    public void OnEnded(string sessionId) => Look(sessionId, null);

    public void OnRenewed(string sessionId, string newId) => Look(sessionId, newId);

    private void Look(string sessionId, string? newId)
    {
        var look = LookAtAsync(sessionId, newId);
        _looks[look] = true;
        _ = look.ContinueWith(
            static (done, looks) => ((ConcurrentDictionary<Task, bool>)looks!).TryRemove(done, out _),
            _looks,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    // Nobody waits for it, and no promise rests on it.
    private async Task LookAtAsync(string sessionId, string? newId)
    {
        try
        {
            await _sweep.LookAtAsync(sessionId, newId, _stopped).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _logger.SessionUnseen(exception.GetBaseException().Message);
        }
    }

    private ValueTask HearAsync(ReadOnlyMemory<byte> payload)
    {
        foreach (var message in ReservationMessages.Read(payload))
        {
            if (message.Loss() is var (former, loss))
            {
                _handles.Lose(former, loss);
            }

            if (message.ToEvent() is { } happened)
            {
                _subscribers.Tell(happened);
            }
        }

        return ValueTask.CompletedTask;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.SweepEvery, _time);
        var listed = _time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await TryAsync(async () =>
                {
                    if (_sweep.IsOurs)
                    {
                        await _sweep.RunAsync(cancellationToken).ConfigureAwait(false);
                    }

                    if (_time.GetElapsedTime(listed) >= ReservationTimes.HandlesListed)
                    {
                        await _handles.ListAnewAsync(cancellationToken).ConfigureAwait(false);
                        listed = _time.GetTimestamp();
                    }
                }).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt().ConfigureAwait(false);
            _isFailing = false;
        }
        catch (ClusterUnavailableException exception)
        {
            // The connection reports the outage; once is enough here.
            if (!_isFailing)
            {
                _isFailing = true;
                _logger.SweepFailed(exception.Message);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _logger.SweepBroken(exception);
        }
    }
}
