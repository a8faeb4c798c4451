using Clustering;
using Clustering.Caches;
using Clustering.Caches.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds caches to a cluster.</summary>
public static class CacheClusterBuilderExtensions
{
    /// <summary>Adds an <see cref="IStaticCache{T}"/>. With several of one type, ask for them by name, as keyed services.</summary>
    /// <param name="builder">The cluster being built.</param>
    /// <param name="name">The name of the cache, the same on all nodes: 1 to 256 bytes of UTF-8 without control characters.</param>
    /// <param name="load">Reads the book from where the truth is. Runs once at a time on each node.</param>
    /// <param name="whenStale">What to do when nobody knows whether it is current; <see langword="null"/> is what <c>Clustering:Caches:WhenStale</c> says.</param>
    /// <typeparam name="T">The book.</typeparam>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IClusterBuilder AddStaticCache<T>(
        this IClusterBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task<T>> load, StalePolicy? whenStale = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(load);
        CacheNames.Check(name, nameof(name));
        builder.Services.TryAddKeyedSingleton<IStaticCache<T>>(
            name, (services, _) => ActivatorUtilities.CreateInstance<StaticCache<T>>(services, new StaticCacheDefinition<T>(name, load, whenStale)));
        builder.Services.TryAddSingleton(services => services.GetRequiredKeyedService<IStaticCache<T>>(name));
        return builder;
    }
}
