namespace Clustering.Caches.Internal;

/// <summary>What a check was answered.</summary>
/// <param name="Now">The server's time, in microseconds.</param>
/// <param name="Last">The position of the last step of any region.</param>
/// <param name="Abandoned">A change that somebody has begun and not finished in time; '' = none.</param>
/// <param name="Positions">Where all regions are; <see langword="null"/> if none has moved since the last step that was known.</param>
internal sealed record CacheHeartbeat(long Now, string Last, string Abandoned, Dictionary<string, RegionPosition>? Positions);
