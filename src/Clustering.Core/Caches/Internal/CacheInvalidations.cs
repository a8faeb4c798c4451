namespace Clustering.Caches.Internal;

/// <summary>The one way by which anything is invalidated. Whoever collects tokens just now gets them.</summary>
internal sealed class CacheInvalidations(ICacheRegionStore regions, CacheBarriers barriers, CacheClock clock, CacheMetrics metrics)
{
    public async ValueTask<CacheToken> OfAsync(string region, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken) =>
        (await OfAsync([new(region, keys)], "", cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Invalidates several regions as a whole; each name once.</summary>
    public Task<CacheToken[]> OfAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        OfAsync([.. names.Select(static name => new RegionBump(name, null))], "", cancellationToken);

    public async ValueTask<CacheBarrier> WaitAsync(string region, IReadOnlyCollection<string>? keys, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var began = clock.Time.GetTimestamp();
        var token = await OfAsync(region, keys, cancellationToken).ConfigureAwait(false);
        return (await WaitAsync([token], timeout, began, cancellationToken).ConfigureAwait(false))[0];
    }

    public async Task<CacheBarrier[]> WaitAsync(IEnumerable<string> names, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var began = clock.Time.GetTimestamp();
        var tokens = await OfAsync(names, cancellationToken).ConfigureAwait(false);
        return await WaitAsync(tokens, timeout, began, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until no node reads what was before an invalidation.</summary>
    public async Task<CacheBarrier> WaitAsync(CacheToken token, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await WaitAsync([token], timeout, clock.Time.GetTimestamp(), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Announces a change of a region.</summary>
    public Task<string> BeginAsync(string region, TimeSpan patience, CancellationToken cancellationToken) =>
        regions.BeginAsync(region, patience, cancellationToken);

    /// <summary>Ends a change that was announced.</summary>
    public async ValueTask<CacheToken> CompleteAsync(string region, string change, CancellationToken cancellationToken) =>
        (await OfAsync([new(region, null)], change, cancellationToken).ConfigureAwait(false))[0];

    private async Task<CacheToken[]> OfAsync(IReadOnlyList<RegionBump> bumps, string change, CancellationToken cancellationToken)
    {
        var versions = await regions.BumpAsync(bumps, change, cancellationToken).ConfigureAwait(false);
        CacheToken[] tokens = [.. bumps.Zip(versions, static (bump, version) => new CacheToken(bump.Region, version))];
        CacheTokenScope.Current?.Add(tokens);
        return tokens;
    }

    private async Task<CacheBarrier[]> WaitAsync(CacheToken[] tokens, TimeSpan timeout, long began, CancellationToken cancellationToken)
    {
        var result = await barriers.WaitAsync(tokens, timeout, cancellationToken).ConfigureAwait(false);
        metrics.Waited(clock.Time.GetElapsedTime(began), result.Sum(static barrier => barrier.Laggards.Count));
        return result;
    }
}
