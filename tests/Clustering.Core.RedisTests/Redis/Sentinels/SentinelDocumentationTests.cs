using Clustering.Core.Tests.Documentation;
using Clustering.Testing;
using Clustering.Testing.Internal;

namespace Clustering.Core.RedisTests.Redis.Sentinels;

/// <summary>Starts the three machines of <c>docs/sentinel.md</c> from what stands there, on one machine and with other ports.</summary>
[Collection(Alone.Name)]
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class SentinelDocumentationTests
{
    private const int Machines = 3;

    private static readonly Page Sentinel = new("docs/sentinel.md");

    [Fact]
    public async Task ThreeMachines_AsDocumented_FailOverAndLoseNothing()
    {
        int[] redisPorts = [.. Enumerable.Range(0, Machines).Select(_ => FreePort.Next())];
        int[] sentinelPorts = [.. Enumerable.Range(0, Machines).Select(_ => FreePort.Next())];
        var processes = new List<RedisProcess>();
        try
        {
            foreach (var port in redisPorts)
            {
                processes.Add(new("redis-server", new("localhost", port, "clustering", "clustering-secret", null), Lines("port 6379", port, redisPorts[0])));
                await processes[^1].LaunchAsync();
            }

            foreach (var port in sentinelPorts)
            {
                processes.Add(new("redis-sentinel", new("localhost", port, "clustering", "clustering-sentinel-secret", null), Lines("port 26379", port, redisPorts[0])));
                await processes[^1].LaunchAsync();
            }

            var first = processes[Machines];
            await Eventually.TrueAsync(async () => await IsWellAsync(first), "the sentinels and replicas have found each other", TimeSpan.FromSeconds(60));
            await Eventually.TrueAsync(() => processes[0].IsAcknowledgedByAsync(Machines - 1), "the replicas acknowledge what is written", TimeSpan.FromSeconds(60));
            var cluster = ClusterNames.New();
            await using var node = await TestNode.StartAsync(Settings(cluster, sentinelPorts));
            await using var visitors = new CountingVisitors(node.Redis, cluster);
            await visitors.UntilAcknowledgedAsync(200);

            Assert.Equal("OK", await first.Access.AskAsync("SENTINEL", "FAILOVER", "mymaster"));
            await Eventually.TrueAsync(() => node.Log.Of(1201).Count > 0, "the primary is another", TimeSpan.FromSeconds(60));
            await visitors.UntilAcknowledgedAsync(200);
            await visitors.StopAsync();

            await using var primary = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(
                processes.First(process => node.Redis.Target.StartsWith(process.EndPoint, StringComparison.Ordinal)).Options());
            Assert.Empty(visitors.Errors.Select(error => error.Error.ToString()));
            Assert.Equal(visitors.Counts, await visitors.FoundAsync(primary));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(string.Join('\n', processes.Select(process => $"=== {process}\n{process.Output()}")), exception);
        }
        finally
        {
            processes.Reverse();
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Redis_AsDocumented_HasAfterARestartWhatScriptsWrote()
    {
        var port = FreePort.Next();
        var lines = Lines("port 6379", port, primaryPort: port).Where(line => !line.StartsWith("min-replicas", StringComparison.Ordinal)); // It is alone.
        await using var redis = new RedisProcess("redis-server", new("localhost", port, "clustering", "clustering-secret", null), [.. lines, "appendfsync always"]);
        await redis.LaunchAsync();
        const string Script = "redis.call('HSET', KEYS[1], 'a', '1') return redis.call('PEXPIRE', KEYS[1], '600000')";
        Assert.Equal(1L, await redis.Access.AskAsync("EVAL", Script, "1", "{shop}:session:1"));

        await redis.RestartAsync();

        Assert.Equal("1", await redis.Access.AskAsync("HGET", "{shop}:session:1", "a"));
    }

    // The files of redis-2, for a machine whose place in the cluster its port tells.
    private static IEnumerable<string> Lines(string beginning, int port, int primaryPort) =>
    [
        "bind 127.0.0.1 -::1",
        .. Sentinel.Blocks("text").Single(block => block[0] == beginning)
            .Where(line => port != primaryPort || !line.StartsWith("replicaof ", StringComparison.Ordinal))
            .Select(line => line == beginning ? $"port {port}" : line
                .Replace("redis-1 6379", $"localhost {primaryPort}", StringComparison.Ordinal)
                .Replace("redis-2", "localhost", StringComparison.Ordinal)),
    ];

    // The settings of the page, with the secrets that its files have.
    private static Dictionary<string, string?> Settings(string cluster, IEnumerable<int> sentinelPorts) => new()
    {
        ["redis.enabled"] = "true",
        ["spring.data.redis.sentinel.master"] = "mymaster",
        ["spring.data.redis.sentinel.nodes"] = string.Join(',', sentinelPorts.Select(port => $"localhost:{port}")),
        ["spring.data.redis.sentinel.username"] = "clustering",
        ["spring.data.redis.sentinel.password"] = "clustering-sentinel-secret",
        ["spring.data.redis.username"] = "clustering",
        ["spring.data.redis.password"] = "clustering-secret",
        ["Clustering:Name"] = cluster,
    };

    private static async Task<bool> IsWellAsync(RedisProcess sentinel)
    {
        var master = RespMap.Read(await sentinel.Access.AskAsync("SENTINEL", "MASTER", "mymaster"));
        var replicas = await sentinel.Access.AskAsync("SENTINEL", "REPLICAS", "mymaster") as object?[] ?? [];
        return master["num-other-sentinels"] == "2" && master["flags"] == "master"
            && replicas.Select(RespMap.Read).Count(replica => replica["flags"] == "slave" && replica.GetValueOrDefault("master-link-status") == "ok") == 2;
    }
}
