namespace Clustering.Caches.Internal;

/// <summary>What the app says of a static cache.</summary>
internal sealed record StaticCacheDefinition<T>(string Name, Func<IServiceProvider, CancellationToken, Task<T>> Load, StaticCacheOptions<T> Options)
    where T : class;
