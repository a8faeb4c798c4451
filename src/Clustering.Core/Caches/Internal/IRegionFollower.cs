namespace Clustering.Caches.Internal;

/// <summary>A cache that belongs to a region. Its <c>On…</c> are called under the region's lock, so they must be short, and run no code of the app's.</summary>
internal interface IRegionFollower
{
    CacheTerms Terms { get; }

    /// <summary>Gets the version that readers have; <see langword="null"/> if there is nothing yet to be read. Asked under the region's lock.</summary>
    long? Applied { get; }

    /// <summary>Waits until nothing is read that was loaded before the region had this version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="mayBeForgotten">Whether all is to count as invalid if the server does not know of it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task ReachAsync(long version, bool mayBeForgotten, CancellationToken cancellationToken);

    /// <summary>The keys are invalid; <see langword="null"/> is all.</summary>
    void OnInvalid(IReadOnlyList<string>? keys);

    /// <summary>What is current by the region's stamp is known to be so until <see cref="CacheRegion.LeaseUntil"/>, which has moved.</summary>
    void OnLease();
}
