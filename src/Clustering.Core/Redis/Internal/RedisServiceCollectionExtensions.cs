using Clustering.Internal;
using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal.Sentinels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
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
        var client = provider.GetRequiredService<RedisClientOptions>();
        if (settings.Sentinel is not { } sentinel)
        {
            return new SimpleConnector(settings, client);
        }

        var time = provider.GetRequiredService<TimeProvider>();
        var watcher = new SentinelWatcher(
            sentinel, address => client.CreateForSentinel(address, sentinel), time, provider.GetRequiredService<ILogger<SentinelWatcher>>());
        return new SentinelConnector(settings, sentinel, client, watcher, time);
    }
}
