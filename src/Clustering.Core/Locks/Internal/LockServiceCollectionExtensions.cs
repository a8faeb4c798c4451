using Clustering.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Locks.Internal;

/// <summary>Registers locks and the fence guard.</summary>
internal static class LockServiceCollectionExtensions
{
    public static IClusterBuilder AddLocks(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new LockKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.TryAddSingleton<LockMetrics>();

        services.TryAddSingleton<RedisLocks>();
        services.TryAddSingleton<InProcessLocks>();
        services.TryAddSingleton(ClusterBackend.Choose<IClusterLocks, RedisLocks, InProcessLocks>);
        services.AddClusterService<RedisLocks>();

        services.TryAddSingleton<RedisFenceGuard>();
        services.TryAddSingleton<FenceGuard>();
        services.TryAddSingleton(ClusterBackend.Choose<IFenceGuard, RedisFenceGuard, FenceGuard>);
        return builder;
    }
}
