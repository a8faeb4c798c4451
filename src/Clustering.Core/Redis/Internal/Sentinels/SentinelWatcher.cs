using Clustering.Configuration.Internal;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>
/// Knows the primary: hears every sentinel's events, asks all of them once a second, more often while something happens, and takes what
/// the majority says.
/// </summary>
/// <remarks>An event is only a reason to ask. So a lost event costs a second, and a lie of one sentinel nothing.</remarks>
internal sealed partial class SentinelWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Alert = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AlertFor = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAroundEvery = TimeSpan.FromSeconds(5);

    private readonly SentinelSettings _settings;
    private readonly Func<HostAndPort, ConfigurationOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _changing = new();
    private readonly HashSet<HostAndPort> _away = [];
    private volatile IReadOnlyList<SentinelLink> _links;
    private volatile IReadOnlyList<SentinelReplica>? _replicas;
    private volatile SentinelVerdict? _verdict;
    private volatile RoundResult _round = RoundResult.None;
    private volatile TaskCompletionSource<RoundResult> _nextRound = NewRound();
    private IFailoverListener? _listener;
    private long _alertSince;
    private long _lookedAt;
    private Task _lookingAround = Task.CompletedTask;
    private bool _disagreed;
    private Task? _loop;

    public SentinelWatcher(SentinelSettings settings, Func<HostAndPort, ConfigurationOptions> options, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _options = options;
        _time = time;
        _logger = logger;
        _links = [.. settings.Nodes.Select(node => NewLink(node, isConfigured: true))];
        _alertSince = time.GetTimestamp(); // Until the primary is known.
    }

    /// <summary>Gets the primary that the sentinels agreed on last, as they call it; <see langword="null"/> before the first time.</summary>
    public SentinelVerdict? Verdict => _verdict;

    /// <summary>Gets a value indicating whether the sentinels agreed the last time they were asked.</summary>
    public bool IsConfirmed => _round.Verdict is not null;

    public SentinelView View => new(
        _verdict,
        [.. _links.Select(static link => (link.Address, link.Failure))],
        _replicas,
        _links.Select(static link => link.Last?.Quorum ?? 0).DefaultIfEmpty().Max());

    public void Start(IFailoverListener listener)
    {
        lock (_changing)
        {
            _listener = listener;
            _loop ??= Task.Run(() => LoopAsync(_stopping.Token), CancellationToken.None);
        }
    }

    /// <summary>Asks once more, now, and gives the primary.</summary>
    /// <returns>What came of it.</returns>
    public async Task<RoundResult> AskAsync(CancellationToken cancellationToken)
    {
        var next = _nextRound.Task;
        BeAlert();
        return await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _lookingAround.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var link in _links)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource<RoundResult> NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SentinelLink NewLink(HostAndPort node, bool isConfigured) => new(node, _settings.Master, _options, Heard, isConfigured);

    // A sentinel that answers and is not heard would tell of its failover too late.
    private bool IsAlert => _time.GetElapsedTime(Volatile.Read(ref _alertSince)) < AlertFor
        || _links.Any(static link => link is { Failure: null, IsListening: false });

    // Ask now, and often for a while.
    private void BeAlert()
    {
        Volatile.Write(ref _alertSince, _time.GetTimestamp());
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(cancellationToken).ConfigureAwait(false);
                if (_lookingAround.IsCompleted && (_lookedAt == 0 || _time.GetElapsedTime(_lookedAt) > LookAroundEvery))
                {
                    _lookedAt = _time.GetTimestamp();
                    _lookingAround = LookAroundAsync(cancellationToken);
                }

                await _wake.WaitAsync(IsAlert ? Alert : Calm, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                _logger.SentinelWatchBroken(exception);
                await Task.Delay(Calm, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
