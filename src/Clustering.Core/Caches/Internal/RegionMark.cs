namespace Clustering.Caches.Internal;

/// <summary>Where a receiver was when a check was sent.</summary>
/// <param name="Moves">How often it had moved.</param>
/// <param name="Stands">Whether it had a position at all.</param>
internal readonly record struct RegionMark(long Moves, bool Stands);
