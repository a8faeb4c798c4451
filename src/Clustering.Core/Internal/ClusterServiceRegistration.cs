using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clustering.Internal;

/// <summary>Registers parts that run with the host.</summary>
internal static class ClusterServiceRegistration
{
    /// <summary>Runs a part that belongs to Redis; without Redis nothing runs.</summary>
    public static void AddClusterService<TService>(this IServiceCollection services)
        where TService : class, IClusterService
    {
        services.TryAddSingleton<TService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IClusterService, RedisOnly<TService>>());
    }

    private sealed class RedisOnly<TService>(IServiceProvider services, ClusterBackend backend) : IClusterService
        where TService : class, IClusterService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            backend.IsRedis ? services.GetRequiredService<TService>().StartAsync(cancellationToken) : Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) =>
            backend.IsRedis ? services.GetRequiredService<TService>().StopAsync(cancellationToken) : Task.CompletedTask;
    }
}
