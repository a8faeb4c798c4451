using Clustering.Internal;
using Clustering.Nodes;
using Clustering.Redis.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clustering.Health.Internal;

/// <summary>Healthy: Redis answers. Unhealthy: it does not. Without Redis: healthy, and it says so.</summary>
internal sealed class ClusterHealthCheck(IServiceProvider services, ClusterBackend backend, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var nodes = services.GetRequiredService<IClusterNodes>();
        var data = new Dictionary<string, object>
        {
            ["node"] = nodes.Self.Id,
            ["name"] = nodes.Self.Name,
            ["liveNodes"] = nodes.Live.Count,
        };
        if (!backend.IsRedis)
        {
            return HealthCheckResult.Healthy("Clustering is off (redis.enabled is false): this process is alone.", data);
        }

        var redis = services.GetRequiredService<RedisConnection>();
        data["redis"] = redis.Target;
        data["generation"] = redis.Current?.Number ?? 0;
        try
        {
            var sent = time.GetTimestamp();
            await redis.RunAsync(0, static (generation, _) => generation.Database.PingAsync(), "health check", Limit, cancellationToken);
            data["latencyMilliseconds"] = time.GetElapsedTime(sent).TotalMilliseconds;
            return HealthCheckResult.Healthy("Redis answers.", data);
        }
        catch (ClusterUnavailableException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception, data);
        }
    }
}
