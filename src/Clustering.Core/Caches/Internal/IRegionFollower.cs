namespace Clustering.Caches.Internal;

/// <summary>A cache that belongs to a region. All of this is called under the region's lock, so it must be short, and run no code of the app's.</summary>
internal interface IRegionFollower
{
    /// <summary>The keys are invalid; <see langword="null"/> is all.</summary>
    void OnInvalid(IReadOnlyList<string>? keys);

    /// <summary>What is current by the region's stamp is known to be so until <see cref="CacheRegion.LeaseUntil"/>, which has moved.</summary>
    void OnLease();
}
