namespace Clustering.Caches.Internal;

/// <summary>Where a static cache gets its book.</summary>
internal interface ICacheLoader<T>
    where T : class
{
    /// <summary>Gets the book as it is now, or later.</summary>
    /// <param name="version">The version of the region when this was called.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    Task<T> LoadAsync(long version, CancellationToken cancellationToken);

    /// <summary>What is being loaded is out of date. Called under the region's lock.</summary>
    void OnInvalid();
}
