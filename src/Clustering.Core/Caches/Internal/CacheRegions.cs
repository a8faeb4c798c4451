namespace Clustering.Caches.Internal;

/// <summary>The regions by name, over whichever backend.</summary>
internal sealed class CacheRegions(ICacheRegionStore store, CacheInvalidations invalidations, CacheCensus census, CacheClock clock) : ICacheRegions
{
    public IReadOnlyList<CacheRegionInfo> List() =>
    [
        .. store.All
            .Select(region => new CacheRegionInfo(region.Name, region.Version, clock.Now < region.LeaseUntil))
            .OrderBy(static region => region.Name, StringComparer.Ordinal),
    ];

    public async ValueTask<IReadOnlyList<CacheRegionState>> ListNodesAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return await census.TakeAsync(timeout, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<CacheToken>> InvalidateAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken = default)
    {
        var distinct = Distinct(names);
        var tokens = await invalidations.OfAsync(distinct, cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => tokens[Array.IndexOf(distinct, name)])];
    }

    public async ValueTask<IReadOnlyList<CacheBarrier>> InvalidateAndWaitAsync(
        IReadOnlyCollection<string> names, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var distinct = Distinct(names);
        var barriers = await invalidations.WaitAsync(distinct, timeout, cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => barriers[Array.IndexOf(distinct, name)])];
    }

    public async ValueTask<IReadOnlyList<CacheToken>> InvalidateAllAsync(CancellationToken cancellationToken = default)
    {
        var known = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        return known.Versions.Count == 0
            ? []
            : await invalidations.OfAsync(known.Versions.Keys.Order(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
    }

    // Each once: a second step of the same region would look like a repeat of the first.
    private static string[] Distinct(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfZero(names.Count, nameof(names));
        foreach (var name in names)
        {
            CacheNames.Check(name, nameof(names));
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }
}
