using Clustering;
using Clustering.Caches.Internal;
using Clustering.Configuration.Internal;
using Clustering.Diagnosis.Internal;
using Clustering.Internal;
using Clustering.Leases.Internal;
using Clustering.Locks.Internal;
using Clustering.Nodes.Internal;
using Clustering.Operations.Internal;
using Clustering.Redis.Internal;
using Clustering.Reservations.Internal;
using Clustering.Sessions.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes an app without HTTP a node of a cluster. Web apps call <c>AddClustering()</c> of Clustering.AspNetCore, which includes this.</summary>
public static class ClusteringCoreServiceCollectionExtensions
{
    /// <summary>Makes the app a node of a cluster, as <c>redis.enabled</c>, <c>spring.redis.*</c> and <c>Clustering:*</c> in its configuration say.</summary>
    /// <param name="builder">The app being built.</param>
    /// <returns>The cluster, for features to be added to.</returns>
    public static IClusterBuilder AddClusteringCore(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddClusteringCore(builder.Configuration);
    }

    /// <summary>Makes the app a node of a cluster, as <c>redis.enabled</c>, <c>spring.redis.*</c> and <c>Clustering:*</c> in the configuration say.</summary>
    /// <remarks>Calling it again changes nothing. Whatever the app has registered before stays.</remarks>
    /// <param name="services">The services of the app.</param>
    /// <param name="configuration">Where the settings are. They are read when the host starts; bad ones stop it, all in one report.</param>
    /// <returns>The cluster, for features to be added to.</returns>
    public static IClusterBuilder AddClusteringCore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddClusterOptions(configuration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClusterHost>());
        return new ClusterBuilder(services)
            .AddBackend()
            .AddNodes()
            .AddLeases()
            .AddLocks()
            .AddSessionRecords()
            .AddReservations()
            .AddCaches()
            .AddOperations()
            .AddDiagnosis();
    }
}
