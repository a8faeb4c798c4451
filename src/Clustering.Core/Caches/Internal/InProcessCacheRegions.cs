using System.Collections.Concurrent;

namespace Clustering.Caches.Internal;

/// <summary>Regions without Redis: nobody else can make anything invalid, so the lease never ends.</summary>
internal sealed class InProcessCacheRegions(TimeProvider time) : ICacheRegionStore
{
    private readonly ConcurrentDictionary<string, CacheRegion> _regions = new(StringComparer.Ordinal);
    private readonly Lock _stepping = new();
    private long _last;

    public CacheRegion Get(string name, bool usesLog) => _regions.GetOrAdd(name, static (name, self) => self.Create(name), this);

    public IEnumerable<CacheRegion> All => _regions.Values;

    public CacheRegion? Find(string name) => _regions.GetValueOrDefault(name);

    // Whoever dies takes the caches with him.
    public Task<string> BeginAsync(string region, TimeSpan patience, CancellationToken cancellationToken) => Task.FromResult("");

    public Task<long[]> BumpAsync(IReadOnlyList<RegionBump> bumps, string change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_stepping)
        {
            return Task.FromResult(bumps.Select(Step).ToArray());
        }
    }

    public Task<RegionVersions> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new RegionVersions(Microseconds(), _regions.ToDictionary(static pair => pair.Key, static pair => pair.Value.Version)));

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        lock (_stepping)
        {
            foreach (var region in _regions.Values.Where(static region => region.Version == 0))
            {
                Stand(region); // It was given up, for a token that was not of this process.
            }
        }

        return Task.CompletedTask;
    }

    private long Step(RegionBump bump)
    {
        var region = Get(bump.Region, usesLog: false);
        if (region.Version == 0)
        {
            Stand(region);
        }

        var next = Next();
        region.Heard(new(bump.Region, new(region.Version, ""), next, bump.Keys?.ToArray()));
        return next.Version;
    }

    private CacheRegion Create(string name)
    {
        var region = new CacheRegion(name);
        Stand(region);
        return region;
    }

    private void Stand(CacheRegion region) => region.Checked(region.Mark(), Next(), long.MaxValue);

    private long Microseconds() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    // As over Redis: versions are times, so that tokens grow over a restart.
    private RegionPosition Next()
    {
        var micros = Microseconds();
        long last, next;
        do
        {
            last = Interlocked.Read(ref _last);
            next = Math.Max(last + 1, micros);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);
        return new(next, "");
    }
}
