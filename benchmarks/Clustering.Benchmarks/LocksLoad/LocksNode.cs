using Clustering.Locks;
using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Clustering.Benchmarks.LocksLoad;

/// <summary>A node with a connection of its own, in this process.</summary>
internal sealed class LocksNode(IHost host) : IAsyncDisposable
{
    public IClusterLocks Locks { get; } = host.Services.GetRequiredService<IClusterLocks>();

    /// <summary>Gets the node's own connection, for what is measured beside.</summary>
    public IConnectionMultiplexer Connection => Redis.Current!.Multiplexer;

    public RedisConnection Redis => host.Services.GetRequiredService<RedisConnection>();

    public static async Task<LocksNode> StartAsync(RedisServer redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["redis.enabled"] = "true",
            ["spring.redis.host"] = "127.0.0.1",
            ["spring.redis.port"] = $"{redis.Port}",
            ["Clustering:Name"] = "benchmark",
            ["Clustering:Startup"] = "Wait",
        });
        builder.AddClusteringCore();
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
