namespace Clustering.Caches.Internal;

/// <summary>The regions by name, over whichever backend.</summary>
internal sealed class CacheRegions(ICacheRegionStore store, CacheClock clock) : ICacheRegions
{
    public IReadOnlyList<CacheRegionInfo> List() =>
    [
        .. store.All
            .Select(region => new CacheRegionInfo(region.Name, region.Version, clock.Now < region.LeaseUntil))
            .OrderBy(static region => region.Name, StringComparer.Ordinal),
    ];

    public async ValueTask<IReadOnlyList<CacheToken>> InvalidateAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfZero(names.Count, nameof(names));
        foreach (var name in names)
        {
            CacheNames.Check(name, nameof(names));
        }

        // Each once: a second step of the same region would look like a repeat of the first.
        string[] distinct = [.. names.Distinct(StringComparer.Ordinal)];
        var versions = await store.BumpAsync([.. distinct.Select(static name => new RegionBump(name, null))], "", cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => new CacheToken(name, versions[Array.IndexOf(distinct, name)]))];
    }
}
