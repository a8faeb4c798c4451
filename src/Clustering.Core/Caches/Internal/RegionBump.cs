namespace Clustering.Caches.Internal;

/// <summary>What is to be made invalid.</summary>
/// <param name="Region">In which region.</param>
/// <param name="Keys">Which keys; <see langword="null"/> is all.</param>
internal readonly record struct RegionBump(string Region, IReadOnlyCollection<string>? Keys);
