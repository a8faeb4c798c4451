using Clustering.Caches;
using Clustering.Caches.Internal;
using Clustering.Nodes;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Clustering.Benchmarks.CachesLoad;

/// <summary>A node with a connection of its own, in this process, and a book that says which edition it is.</summary>
internal sealed class CachesNode(IHost host) : IAsyncDisposable
{
    public const string Name = "book";

    public IStaticCache<Edition> Book { get; } = host.Services.GetRequiredService<IStaticCache<Edition>>();

    public ICacheRegionStore Regions { get; } = host.Services.GetRequiredService<ICacheRegionStore>();

    public RedisConnection Redis { get; } = host.Services.GetRequiredService<RedisConnection>();

    public IClusterNodes Nodes { get; } = host.Services.GetRequiredService<IClusterNodes>();

    /// <summary>Gets the node's own connection, for what is measured beside.</summary>
    public IConnectionMultiplexer Connection => Redis.Current!.Multiplexer;

    public static async Task<CachesNode> StartAsync(IReadOnlyDictionary<string, string?> settings, Func<int> edition)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Clustering:Startup"] = "Wait", ["Clustering:Caches:ReloadSpread"] = "0s" });
        builder.AddClusteringCore().AddStaticCache(Name, (_, _) => Task.FromResult(new Edition(edition())));
        var host = builder.Build();
        await host.StartAsync();
        var node = new CachesNode(host);
        await node.Book.GetAsync();
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}

/// <summary>What the caches hold.</summary>
internal sealed record Edition(int Number);
