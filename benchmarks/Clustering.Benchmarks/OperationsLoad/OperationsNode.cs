using Clustering.Operations;
using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Clustering.Benchmarks.OperationsLoad;

/// <summary>A node with a connection of its own, in this process, and a handler that does nothing.</summary>
internal sealed class OperationsNode(IHost host) : IAsyncDisposable
{
    public IOperations Operations { get; } = host.Services.GetRequiredService<IOperations>();

    public IOperationQueues Queues { get; } = host.Services.GetRequiredService<IOperationQueues>();

    public LoadCount Count { get; } = host.Services.GetRequiredService<LoadCount>();

    /// <summary>Gets the node's own connection, for what is measured beside.</summary>
    public IConnectionMultiplexer Connection => host.Services.GetRequiredService<RedisConnection>().Current!.Multiplexer;

    public static async Task<OperationsNode> StartAsync(RedisServer redis, bool isOrdered)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["redis.enabled"] = "true",
            ["spring.redis.host"] = "127.0.0.1",
            ["spring.redis.port"] = $"{redis.Port}",
            ["Clustering:Name"] = isOrdered ? "ordered" : "benchmark",
            ["Clustering:Startup"] = "Wait",
        });
        builder.Services.AddSingleton<LoadCount>();
        builder.AddClusteringCore().AddOperationHandler<LoadNote, LoadHandler>(
            "index", options => options.OrderKey = isOrdered ? static note => note.Id : null);
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
