using Clustering.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Makes the loaders of static caches.</summary>
internal sealed class CacheLoaders(
    IServiceProvider services, ClusterBackend backend, IOptions<CacheOptions> options, CacheClock clock, CacheMetrics metrics, ILogger<CacheLoaders> logger)
{
    public ICacheLoader<T> Create<T>(StaticCacheDefinition<T> definition)
        where T : class
    {
        var own = new OwnLoader<T>(definition, services);
        return definition.Options.SharedLoad && backend.IsRedis
            ? new SharedLoader<T>(definition, own, services.GetRequiredService<CacheShares>(), options.Value.Heartbeat, clock, metrics, logger)
            : own;
    }
}
