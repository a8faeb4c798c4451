using Clustering.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Sessions.Internal;

/// <summary>Registers where sessions are kept.</summary>
internal static class SessionServiceCollectionExtensions
{
    public static IClusterBuilder AddSessionRecords(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new SessionKeys(ClusterName(provider), StockInstanceName(provider)));
        services.TryAddSingleton(provider => new SessionIds(ClusterName(provider), Options(provider).KeySecret));
        services.TryAddSingleton(provider => new SessionLocalCopies(
            Options(provider).LocalCopyBytes, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SessionMetrics>();
        services.TryAddSingleton<SessionObservers>();

        services.TryAddSingleton<InProcessSessions>();
        services.TryAddSingleton<RedisSessionRecords>();
        services.TryAddSingleton(ClusterBackend.Choose<ISessionRecords, RedisSessionRecords, InProcessSessions>);
        services.TryAddSingleton<RedisSessionDirectory>();
        services.TryAddSingleton(ClusterBackend.Choose<ISessionDirectory, RedisSessionDirectory, InProcessSessions>);
        return builder;
    }

    private static string ClusterName(IServiceProvider provider) => provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name;

    private static ClusterSessionOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<ClusterSessionOptions>>().Value;

    private static string? StockInstanceName(IServiceProvider provider) =>
        Options(provider) is { ReadStockSessions: true } options ? options.StockInstanceName : null;
}
