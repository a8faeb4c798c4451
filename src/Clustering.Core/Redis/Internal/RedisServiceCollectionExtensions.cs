using Clustering.Internal;
using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Redis.Internal;

/// <summary>Registers the connection layer.</summary>
internal static class RedisServiceCollectionExtensions
{
    public static IClusterBuilder AddBackend(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<ClusterBackend>();
        services.TryAddSingleton<RedisMetrics>();
        services.TryAddSingleton(provider => new RedisClientOptions(
            provider.GetRequiredService<RedisSettings>(), ClientName(provider), provider.GetServices<RedisClientCustomization>()));
        services.TryAddSingleton(CreateConnector);
        services.TryAddSingleton<RedisConnection>();
        return builder;
    }

    // CLIENT LIST then shows which node a connection belongs to.
    private static string ClientName(IServiceProvider provider)
    {
        var cluster = provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name;
        var node = provider.GetRequiredService<IOptions<NodeOptions>>().Value.Name;
        return $"{cluster}:{node}:{provider.GetRequiredService<NodeIdentity>().Id}".Replace(' ', '_');
    }

    private static IRedisConnector CreateConnector(IServiceProvider provider)
    {
        if (provider.GetService<RedisMultiplexerSource>() is { } source)
        {
            return new SuppliedConnector(cancellationToken => source.Connect(provider, cancellationToken));
        }

        var settings = provider.GetRequiredService<RedisSettings>();
        return settings.Sentinel is null
            ? new SimpleConnector(settings, provider.GetRequiredService<RedisClientOptions>())
            : throw new NotSupportedException(
                "spring.redis.sentinel.* is set, but this version connects to a single Redis only. Name it in spring.redis.host and remove the sentinel settings.");
    }
}
