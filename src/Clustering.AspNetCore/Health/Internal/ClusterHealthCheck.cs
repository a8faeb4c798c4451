using Clustering.Internal;
using Clustering.Nodes;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Sentinels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clustering.Health.Internal;

/// <summary>
/// Healthy: the primary takes writes. Degraded: it does, and a replica or a sentinel is away. Unhealthy: it does not. Without Redis:
/// healthy, and it says so.
/// </summary>
/// <remarks>Degraded counts as ready. A replica that is away concerns every node alike: taking them all out would help nobody.</remarks>
internal sealed class ClusterHealthCheck(IServiceProvider services, ClusterBackend backend, HealthKeys keys, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

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
        var away = redis.Sentinels is { } sentinels ? Describe(sentinels, data) : [];
        try
        {
            var sent = time.GetTimestamp();
            // StringSetAsync would send SETEX, which is a right of its own.
            await redis.RunAgainAsync(
                (keys.Written, nodes.Self.Id),
                static (generation, write) => generation.Database.ExecuteAsync("SET", write.Written, write.Id, "PX", (long)Lifetime.TotalMilliseconds),
                "health check",
                Limit,
                cancellationToken);
            data["latencyMilliseconds"] = time.GetElapsedTime(sent).TotalMilliseconds;
            return away.Count == 0
                ? HealthCheckResult.Healthy("Redis takes writes.", data)
                : HealthCheckResult.Degraded($"Redis takes writes, but {string.Join("; ", away)}.", null, data);
        }
        catch (ClusterUnavailableException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception, data);
        }
    }

    private static List<string> Describe(SentinelView view, Dictionary<string, object> data)
    {
        data["sentinels"] = view.Sentinels.ToDictionary(
            static sentinel => sentinel.Address.ToString(), static sentinel => sentinel.Failure?.Reason ?? "answers");
        var replicas = view.Replicas ?? [];
        data["replicas"] = replicas.ToDictionary(static replica => replica.Address.ToString(), static replica => replica.Trouble ?? "in sync");
        List<string> away =
        [
            .. view.Sentinels.Where(static sentinel => sentinel.Failure is not null)
                .Select(static sentinel => $"the sentinel {sentinel.Address} does not answer ({sentinel.Failure!.Reason.TrimEnd('.')})"),
            .. replicas.Where(static replica => replica.Trouble is not null)
                .Select(static replica => $"the replica {replica.Address} is away ({replica.Trouble})"),
        ];
        if (view.Replicas is { Count: 0 })
        {
            away.Add("there is no replica, so nothing could take over");
        }

        return away;
    }
}
