using System.Collections.Concurrent;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Rig;

/// <summary>Redis with its sentinels, once for each kind of what they can want; each is started when a test first asks for it.</summary>
public sealed class SentinelClusterKinds : IAsyncDisposable
{
    private static readonly SentinelClusterOptions Plain = new() { Replicas = 1 };

    private static readonly Dictionary<string, SentinelClusterOptions> Wanted = new()
    {
        ["another name"] = Plain with { MasterName = "orders-1", Sentinels = 1 },
        ["passwords"] = Plain with { RedisPassword = "redis \"secret\"", SentinelPassword = "sentinel secret" },
        ["password of Redis only"] = Plain with { RedisPassword = "redis" },
        ["users"] = Plain with { RedisUser = "app", RedisPassword = "redis", SentinelUser = "watcher", SentinelPassword = "sentinel" },
        ["TLS"] = Plain with { RedisTls = true, SentinelTls = true },
        ["TLS of Redis only"] = Plain with { RedisTls = true },
        ["TLS of the sentinels only"] = Plain with { SentinelTls = true },
        ["host names"] = Plain with { Hostnames = true },
        ["host names, users and TLS"] = Plain with
        {
            Hostnames = true, RedisTls = true, SentinelTls = true,
            RedisUser = "app", RedisPassword = "redis", SentinelUser = "watcher", SentinelPassword = "sentinel",
        },
    };

    private readonly ConcurrentDictionary<string, Task<SentinelCluster>> _started = new();

    public static IEnumerable<string> Names => Wanted.Keys;

    public static SentinelClusterOptions Wants(string kind) => Wanted[kind];

    public Task<SentinelCluster> StartedAsync(string kind) => _started.GetOrAdd(kind, static kind => SentinelCluster.StartAsync(Wanted[kind]));

    public async ValueTask DisposeAsync()
    {
        foreach (var started in _started.Values)
        {
            await using var cluster = await started;
        }
    }
}
