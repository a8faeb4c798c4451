using Clustering.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>A node in this process that enqueues and counts, and runs nothing.</summary>
internal sealed class FaultNode(IHost host) : IAsyncDisposable
{
    public IOperations Operations { get; } = host.Services.GetRequiredService<IOperations>();

    public static async Task<FaultNode> StartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddClusteringCore();
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    /// <summary>Counts; gives <see langword="null"/> while Redis is away.</summary>
    public async Task<OperationQueueStatus?> CountAsync()
    {
        try
        {
            return (await host.Services.GetRequiredService<IOperationQueues>().ListAsync()).SingleOrDefault();
        }
        catch (ClusterUnavailableException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
