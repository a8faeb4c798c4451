using Clustering.Redis.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Internal;

/// <summary>Whether this node is one of a cluster over Redis, or alone in its process.</summary>
internal sealed class ClusterBackend(RedisSettings settings, RedisMultiplexerSource? source = null)
{
    /// <summary>Gets a value indicating whether there is Redis: <c>redis.enabled</c>, or a multiplexer of the app's own.</summary>
    public bool IsRedis { get; } = settings.Enabled || source is not null;

    /// <summary>Gives a service whose implementation depends on the backend.</summary>
    public static TService Choose<TService, TRedis, TInProcess>(IServiceProvider services)
        where TRedis : class, TService
        where TInProcess : class, TService =>
        services.GetRequiredService<ClusterBackend>().IsRedis
            ? services.GetRequiredService<TRedis>()
            : services.GetRequiredService<TInProcess>();
}
