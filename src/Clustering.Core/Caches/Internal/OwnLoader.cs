namespace Clustering.Caches.Internal;

/// <summary>Calls the app's loader.</summary>
internal sealed class OwnLoader<T>(StaticCacheDefinition<T> definition, IServiceProvider services) : ICacheLoader<T>
    where T : class
{
    public async Task<T> LoadAsync(long version, CancellationToken cancellationToken) =>
        await definition.Load(services, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"The loader of the cache '{definition.Name}' gave null.");

    public void OnInvalid()
    {
        // It cannot be told; what it gives is thrown away.
    }
}
