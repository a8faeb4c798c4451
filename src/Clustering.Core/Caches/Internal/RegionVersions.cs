namespace Clustering.Caches.Internal;

/// <summary>Where all regions are.</summary>
/// <param name="Now">The time by the clock that versions come from, in microseconds.</param>
/// <param name="Versions">The version of each.</param>
internal sealed record RegionVersions(long Now, IReadOnlyDictionary<string, long> Versions);
