using Clustering.Caches.Internal;
using Clustering.Locks.Internal;
using Clustering.Nodes.Internal;
using Clustering.Operations.Internal;
using Clustering.Redis.Internal;
using Clustering.Reservations.Internal;
using Clustering.Sessions.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Clustering.Configuration.Internal;

/// <summary>Registers everything that is configured.</summary>
internal static class ClusterOptionsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the options classes, <see cref="RedisSettings"/>, and the check of it all at start. To be called before anything that uses
    /// them. Calling it again changes nothing: the first configuration stays.
    /// </summary>
    public static IServiceCollection AddClusterOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions();
        services.TryAddSingleton(provider => new ClusterConfiguration(
            configuration,
            provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.TryAddSingleton<ClusterConfigurationCheck>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClusterConfigurationStartup>());

        // Only bad settings are asked to check the rest too, so that whoever is first brings the whole report.
        services.TryAddSingleton(provider =>
        {
            var redis = provider.GetRequiredService<ClusterConfiguration>().Redis;
            if (redis.Problems.Count > 0)
            {
                provider.GetRequiredService<ClusterConfigurationCheck>().ThrowIfInvalid();
            }

            return redis.Settings;
        });

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<ClusterOptions>, ClusterNameDefault>());
        return services
            .AddTable(ClusterOptionsTable.Table)
            .AddTable(NodeOptionsTable.Table)
            .AddTable(ClusterSessionOptionsTable.Table)
            .AddTable(LockOptionsTable.Table)
            .AddTable(ReservationOptionsTable.Table)
            .AddTable(CacheOptionsTable.Table)
            .AddTable(OperationOptionsTable.Table);
    }

    private static IServiceCollection AddTable<TOptions>(this IServiceCollection services, OptionsTable<TOptions> table)
        where TOptions : class, new()
    {
        services.TryAddSingleton(table);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<TOptions>, OptionsBinding<TOptions>>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, OptionsBinding<TOptions>>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOptionsCheck, OptionsCheck<TOptions>>());
        return services;
    }
}
