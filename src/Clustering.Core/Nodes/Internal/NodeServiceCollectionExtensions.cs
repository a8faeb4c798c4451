using Clustering.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Nodes.Internal;

/// <summary>Registers the node registry and the node channel.</summary>
internal static class NodeServiceCollectionExtensions
{
    public static IClusterBuilder AddNodes(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<NodeIdentity>();
        services.TryAddSingleton(provider => new NodeKeys(
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name, provider.GetRequiredService<RedisSettings>().Database));

        services.TryAddSingleton<RedisNodeChannel>();
        services.TryAddSingleton<InProcessNodeChannel>();
        services.TryAddSingleton(ClusterBackend.Choose<INodeChannel, RedisNodeChannel, InProcessNodeChannel>);

        services.TryAddSingleton<RedisNodes>();
        services.TryAddSingleton<InProcessNodes>();
        services.TryAddSingleton(ClusterBackend.Choose<IClusterNodes, RedisNodes, InProcessNodes>);
        services.TryAddSingleton(ClusterBackend.Choose<INodePresence, RedisNodes, InProcessNodes>);
        services.AddClusterService<RedisNodes>();
        return builder;
    }
}
