using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Waits until this node reads what somebody has changed who comes from elsewhere. Gives up after a while, and never fails.</summary>
internal sealed class CacheTokenWaiter(
    ICacheRegionStore regions, IOptions<CacheOptions> options, CacheClock clock, CacheMetrics metrics, ILogger<CacheTokenWaiter> logger)
{
    /// <summary>Gets a value indicating whether it waits at all.</summary>
    public bool IsOn => options.Value.OwnChangesWait > TimeSpan.Zero;

    /// <summary>Gives how long a node may go by what it knew before the tokens, as far as this node knows the regions.</summary>
    public TimeSpan StalenessOf(IEnumerable<CacheToken> tokens) =>
        tokens.Select(token => regions.Find(token.Region)?.MaxStaleness ?? TimeSpan.Zero).Append(options.Value.MaxStaleness).Max();

    /// <summary>Waits for tokens. Done at once, and without memory, where this node has them all.</summary>
    public Task WaitAsync(IReadOnlyList<CacheToken> tokens, CancellationToken cancellationToken)
    {
        if (!IsOn)
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
