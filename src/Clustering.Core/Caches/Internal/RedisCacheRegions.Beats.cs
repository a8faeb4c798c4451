using Microsoft.Extensions.Logging;

namespace Clustering.Caches.Internal;

// The heartbeat: a check now and then, and word for those who died before they could give it.
internal sealed partial class RedisCacheRegions
{
    private string _abandoned = "";
    private bool _silent;

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _clock.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!_regions.IsEmpty)
                {
                    await TryCheckAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryCheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(cancellationToken).ConfigureAwait(false);
            _silent = false;
            if (Interlocked.Exchange(ref _abandoned, "") is { Length: > 0 } change)
            {
                // Whoever began it may have committed before he died. All nodes see it, and one is first.
                var region = CacheBeginScript.RegionOf(change);
                if ((await BumpAsync([new(region, null)], change, onlyIfOpen: true, cancellationToken).ConfigureAwait(false)).Length > 0)
                {
                    _logger.ChangeAbandoned(region);
                }
            }
        }
        catch (ClusterUnavailableException exception)
        {
            // The connection reports the outage; once is enough here.
            if (!_silent)
            {
                _silent = true;
                _logger.CheckFailed(exception.Message);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _logger.CheckBroken(exception);
        }
    }
}
