namespace Clustering.Caches.Internal;

/// <summary>A cache that belongs to a region. Its <c>On…</c> are called under the region's lock, so they must be short, and run no code of the app's.</summary>
internal interface IRegionFollower
{
    /// <summary>Waits until nothing is read that was loaded before the region had this version.</summary>
    Task ReachAsync(long version, CancellationToken cancellationToken);

    /// <summary>The keys are invalid; <see langword="null"/> is all.</summary>
    void OnInvalid(IReadOnlyList<string>? keys);

    /// <summary>What is current by the region's stamp is known to be so until <see cref="CacheRegion.LeaseUntil"/>, which has moved.</summary>
    void OnLease();
}
