using Microsoft.Extensions.Logging;

namespace Clustering.Caches.Internal;

// Loading: one at a time, shared by all who wait; what was overtaken by an invalidation is not taken for current. What becomes of one that fails is in
// StaticCache.Failing.cs.
internal sealed partial class StaticCache<T>
{
    private const int Attempts = 3;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;

    // Under the region's lock.
    private Task<StaticSnapshot<T>>? _loading;
    private TaskCompletionSource? _awaited; // Completed when somebody waits for the load, so that it begins at once.

    public void OnInvalid(IReadOnlyList<string>? keys)
    {
        _loader.OnInvalid();

        // Only what is used is kept up to date.
        if (_snapshot is not null)
        {
            BeginInBackground(_spread);
        }
    }

    public void Dispose() => _stopping.Cancel();

    /// <summary>Gives the present snapshot if it is current, or that of the load under way, or of a new one.</summary>
    private Task<StaticSnapshot<T>> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_region.Lock)
        {
            if (_snapshot is { } present && present.Stamp == _region.Stamp && present.Until > _clock.Now)
            {
                return Task.FromResult(present);
            }

            var loading = Begin(TimeSpan.Zero);
            _awaited?.TrySetResult();
            return loading.WaitAsync(cancellationToken);
        }
    }

    private Task<StaticSnapshot<T>> Begin(TimeSpan spread)
    {
        if (_loading is null)
        {
            // The load is everybody's: nothing of the request that happens to be first may reach the loader.
            using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            _awaited = spread > TimeSpan.Zero ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            var awaited = _awaited?.Task;
            _loading = Task.Run(() => LoadWhenItsTurnComesAsync(spread, awaited), CancellationToken.None);
        }

        return _loading;
    }

    // All nodes hear of an invalidation at once, and would ask the same database at once.
    private async Task<StaticSnapshot<T>> LoadWhenItsTurnComesAsync(TimeSpan spread, Task? awaited)
    {
        if (awaited is not null)
        {
            await awaited.WaitAsync(spread * Random.Shared.NextDouble(), _clock.Time, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await LoadUntilTakenAsync().ConfigureAwait(false);
    }

    // A failure is logged where it happens; whoever waits gets it, and where nobody does it must not be called unobserved.
    private void BeginInBackground(TimeSpan spread = default) => Begin(spread).ContinueWith(
        static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private async Task<StaticSnapshot<T>> LoadUntilTakenAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var (stamp, version, until) = Now();
            var began = _clock.Time.GetTimestamp();
            T value;
            try
            {
                value = await _loader.LoadAsync(version, _stopped).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Failed(began, exception);
                throw;
            }

            if (Take(value, stamp, version, until, attempt, _clock.Time.GetElapsedTime(began)) is { } taken)
            {
                TellWatchers();
                return taken;
            }
        }
    }

    private (long Stamp, long Version, long Until) Now()
    {
        lock (_region.Lock)
        {
            return (_region.Stamp, _region.Version, _region.LeaseUntil);
        }
    }

    private StaticSnapshot<T>? Take(T value, long stamp, long version, long until, int attempt, TimeSpan time)
    {
        lock (_region.Lock)
        {
            var isCurrent = stamp == _region.Stamp;
            _metrics.Loaded(time, isCurrent ? "taken" : "overtaken");
            if (!isCurrent && attempt < Attempts)
            {
                return null;
            }

            _snapshot = new(value, stamp, version, isCurrent ? _region.LeaseUntil : until);
            _loading = null;
            _pause = FirstPause;
            if (!isCurrent)
            {
                // Better than what was there; but it is followed by another at once.
                _logger.LoadOvertaken(Name, attempt);
                BeginInBackground();
            }

            return _snapshot;
        }
    }

    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _regions.CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException)
        {
            // Then there is no lease, and the policy decides.
        }
    }
}
