using Clustering;
using Clustering.Caching.Internal;
using Clustering.DataProtection.Internal;
using Clustering.Health.Internal;
using Clustering.Internal;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.Infrastructure;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Turns an ASP.NET Core app into a node of a cluster.</summary>
public static class ClusteringServiceCollectionExtensions
{
    /// <summary>Turns the app into a node of a cluster, as <c>redis.enabled</c>, <c>spring.redis.*</c> and <c>Clustering:*</c> in its configuration say.</summary>
    /// <inheritdoc cref="AddClustering(IServiceCollection, IConfiguration)"/>
    /// <param name="builder">The app being built.</param>
    public static IClusterBuilder AddClustering(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddClustering(builder.Configuration);
    }

    /// <summary>Turns the app into a node of a cluster, as <c>redis.enabled</c>, <c>spring.redis.*</c> and <c>Clustering:*</c> in the configuration say.</summary>
    /// <remarks>
    /// <para>Adds: sessions that follow the visitor (under <c>AddSession()</c> with <c>UseSession()</c> or, better, <c>UseClusterSession()</c>);
    /// Data Protection keys that every node shares, so that cookies and anti-forgery tokens are valid everywhere; <c>IDistributedCache</c>;
    /// a health check named <c>cluster</c>, tagged <c>ready</c>, and one named <c>cluster-diagnosis</c>, tagged <c>diagnosis</c>.</para>
    /// <para>With <c>redis.enabled</c> false, which is the default, the same code runs in this process alone.</para>
    /// <para>Whatever the app has registered before stays; calling it again changes nothing.</para>
    /// </remarks>
    /// <param name="services">The services of the app.</param>
    /// <param name="configuration">Where the settings are. They are read when the host starts; bad ones stop it, all in one report.</param>
    /// <returns>The cluster, for features to be added to.</returns>
    public static IClusterBuilder AddClustering(this IServiceCollection services, IConfiguration configuration)
    {
        var builder = services.AddClusteringCore(configuration);
        services.AddSessions();
        services.AddSharedKeys();
        services.AddCache();
        services.AddClusterHealth();
        return builder;
    }

    private static void AddSessions(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddSingleton<SessionCookies>();
        services.TryAddSingleton<SessionProtector>();
        services.TryAddSingleton<ClusterSessionServices>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<ClusterSessionOptions>, SessionOptionsBridge>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterSessionOptions>, SessionOptionsBridge>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, UnavailableStartupFilter>());

        // AddSession() registers its own store with TryAdd, or has already done so.
        services.RemoveAll<ISessionStore>();
        services.AddTransient<ISessionStore, ClusterSessionStore>();
    }

    private static void AddSharedKeys(this IServiceCollection services)
    {
        services.AddDataProtection();
        services.TryAddSingleton(provider => new DataProtectionKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.Replace(ServiceDescriptor.Singleton<IApplicationDiscriminator, ClusterApplicationDiscriminator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<KeyManagementOptions>, ClusterKeyManagement>());
    }

    private static void AddCache(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new CacheKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.TryAddSingleton<ClusterDistributedCache>();
        services.TryAddSingleton<IDistributedCache>(provider => provider.GetRequiredService<ClusterBackend>().IsRedis
            ? provider.GetRequiredService<ClusterDistributedCache>()
            : new MemoryDistributedCache(Options.Options.Create(new MemoryDistributedCacheOptions())));
        services.AddClusterService<DistributedCacheCheck>();
    }

    private static void AddClusterHealth(this IServiceCollection services)
    {
        const string Name = "cluster";
        const string DiagnosisName = "cluster-diagnosis";
        if (services.Any(static service => service.ServiceType == typeof(HealthMarker)))
        {
            return;
        }

        services.AddSingleton<HealthMarker>();
        services.TryAddSingleton(provider => new HealthKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.AddHealthChecks()
            .AddCheck<ClusterHealthCheck>(Name, HealthStatus.Unhealthy, ["ready"])
            .AddCheck<DiagnosisHealthCheck>(DiagnosisName, HealthStatus.Degraded, ["diagnosis"]);
        services.TryAddSingleton<DiagnosisHealthCheck>(); // One for all who ask: it remembers what it found.
    }

    // Health checks of one name may be registered twice, and then fail at run time.
    private sealed class HealthMarker;
}
