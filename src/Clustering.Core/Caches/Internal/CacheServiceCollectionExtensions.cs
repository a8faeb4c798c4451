using Clustering.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Registers what caches need.</summary>
internal static class CacheServiceCollectionExtensions
{
    public static IClusterBuilder AddCaches(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new CacheRegionKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.TryAddSingleton<CacheClock>();
        services.TryAddSingleton<CacheMetrics>();
        services.TryAddSingleton<CacheBeginScript>();
        services.TryAddSingleton<CacheBumpScript>();
        services.TryAddSingleton<CacheHeartbeatScript>();
        services.TryAddSingleton<CacheLogReader>();
        services.TryAddSingleton<CacheShareScripts>();
        services.TryAddSingleton<CacheShares>();
        services.TryAddSingleton<CacheLoaders>();

        services.TryAddSingleton<RedisCacheRegions>();
        services.TryAddSingleton<InProcessCacheRegions>();
        services.TryAddSingleton(ClusterBackend.Choose<ICacheRegionStore, RedisCacheRegions, InProcessCacheRegions>);
        services.TryAddSingleton<CacheAnswers>();
        services.TryAddSingleton<CacheBarriers>();
        services.TryAddSingleton<CacheCensus>();
        services.TryAddSingleton<CacheInvalidations>();
        services.TryAddSingleton<CacheTokenWaiter>();
        services.TryAddSingleton<ICacheRegions, CacheRegions>();
        services.AddClusterService<RedisCacheRegions>();
        services.AddClusterService<CacheQuestions>();
        return builder;
    }
}
