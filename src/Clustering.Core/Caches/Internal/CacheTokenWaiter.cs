using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Waits until this node reads what somebody has changed who comes from elsewhere. Gives up after a while, and never fails.</summary>
internal sealed class CacheTokenWaiter(
    ICacheRegionStore regions, IOptions<CacheOptions> options, CacheClock clock, CacheMetrics metrics, ILogger<CacheTokenWaiter> logger)
{
    /// <summary>Waits for tokens. Done at once, and without memory, where this node has them all.</summary>
    public Task WaitAsync(IReadOnlyList<CacheToken> tokens, CancellationToken cancellationToken)
    {
        if (options.Value.OwnChangesWait == TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        foreach (var token in tokens)
        {
            // What nobody has read here yet will be loaded after this.
            if (regions.Find(token.Region) is { Applied: { } applied } && applied < token.Version)
            {
                return WaitLongerAsync(tokens, cancellationToken);
            }
        }

        return Task.CompletedTask;
    }

    private async Task WaitLongerAsync(IReadOnlyList<CacheToken> tokens, CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();
        var reached = Task.WhenAll(tokens.Select(token =>
            regions.Find(token.Region)?.ReachAsync(token.Version, mayBeForgotten: false, CancellationToken.None) ?? Task.CompletedTask));
        var outcome = "reached";
        try
        {
            await reached.WaitAsync(options.Value.OwnChangesWait, clock.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Too long, Redis is away, or a loader has failed, which is logged there: the visitor goes on with what there is.
            outcome = "given_up";
            logger.OwnChangesMissed(clock.Time.GetElapsedTime(began), exception.Message);
            _ = reached.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        metrics.WaitedForOwn(clock.Time.GetElapsedTime(began), outcome);
    }
}
