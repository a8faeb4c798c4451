using Microsoft.Extensions.Logging;

namespace Clustering.Caches.Internal;

// A load that fails: whoever waits gets what it threw, and it is tried again, at longer and longer intervals.
internal sealed partial class StaticCache<T>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Under the region's lock.
    private TimeSpan _pause = FirstPause;

    private void Failed(long began, Exception exception)
    {
        TimeSpan pause;
        lock (_region.Lock)
        {
            _loading = null;
            pause = _pause;
            _pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        _metrics.Loaded(_clock.Time.GetElapsedTime(began), "failed");
        if (!_stopped.IsCancellationRequested)
        {
            _logger.LoadFailed(Name, pause, exception);
            _ = TryLaterAsync(pause);
        }
    }

    private async Task TryLaterAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _clock.Time, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_region.Lock)
        {
            if (!_stopped.IsCancellationRequested && _snapshot is { } snapshot && snapshot.Stamp != _region.Stamp)
            {
                BeginInBackground();
            }
        }
    }
}
