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
        where T : class =>
        builder.AddStaticCache(name, load, options => options.WhenStale = whenStale);

    /// <summary>Adds an <see cref="IStaticCache{T}"/> that behaves differently. With several of one type, ask for them by name, as keyed services.</summary>
    /// <param name="builder">The cluster being built.</param>
    /// <param name="name">The name of the cache, the same on all nodes: 1 to 256 bytes of UTF-8 without control characters.</param>
    /// <param name="load">Reads the book from where the truth is. Runs once at a time on each node.</param>
    /// <param name="configure">Changes how this cache behaves.</param>
    /// <typeparam name="T">The book.</typeparam>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IClusterBuilder AddStaticCache<T>(
        this IClusterBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task<T>> load, Action<StaticCacheOptions<T>> configure)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(configure);
        CacheNames.Check(name, nameof(name));
        var options = new StaticCacheOptions<T>();
        configure(options);
        CacheTerms.Check(options, nameof(configure));
        builder.Services.TryAddKeyedSingleton<IStaticCache<T>>(
            name, (services, _) => ActivatorUtilities.CreateInstance<StaticCache<T>>(services, new StaticCacheDefinition<T>(name, load, options)));
        builder.Services.TryAddSingleton(services => services.GetRequiredKeyedService<IStaticCache<T>>(name));
        return builder;
    }

    /// <summary>Adds an <see cref="IKeyedCache{TKey, TValue}"/>. With several of the same types, ask for them by name, as keyed services.</summary>
    /// <param name="builder">The cluster being built.</param>
    /// <param name="name">The name of the cache, the same on all nodes: 1 to 256 bytes of UTF-8 without control characters.</param>
    /// <param name="load">Reads one value from where the truth is. Runs once at a time for each key on each node.</param>
    /// <param name="configure">Changes how this cache behaves.</param>
    /// <typeparam name="TKey">The key.</typeparam>
    /// <typeparam name="TValue">The value.</typeparam>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IClusterBuilder AddKeyedCache<TKey, TValue>(
        this IClusterBuilder builder,
        string name,
        Func<IServiceProvider, TKey, CancellationToken, Task<TValue>> load,
        Action<KeyedCacheOptions<TKey>>? configure = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(load);
        CacheNames.Check(name, nameof(name));
        var options = new KeyedCacheOptions<TKey>();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1, nameof(configure));
        CacheTerms.Check(options.MaxStaleness, nameof(configure));
        var definition = new KeyedCacheDefinition<TKey, TValue>(name, load, options.Capacity, options.KeyText ?? CacheKeyText.Of, options.WhenStale, options.MaxStaleness);
        builder.Services.TryAddKeyedSingleton<IKeyedCache<TKey, TValue>>(
            name, (services, _) => ActivatorUtilities.CreateInstance<KeyedCache<TKey, TValue>>(services, definition));
        builder.Services.TryAddSingleton(services => services.GetRequiredKeyedService<IKeyedCache<TKey, TValue>>(name));
        return builder;
    }
}
