using Clustering.Testing;
using Microsoft.AspNetCore.Builder;

namespace Clustering.AspNetCore.Tests.Rig;

/// <summary>Two nodes of one cluster over the shared Redis, and what a test asks of them.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private TwoNodes(string cluster, TestNode first, TestNode second)
    {
        Cluster = cluster;
        First = first;
        Second = second;
    }

    public string Cluster { get; }

    public TestNode First { get; }

    public TestNode Second { get; }

    public static async Task<TwoNodes> StartAsync(
        string cluster, Action<WebApplication>? map = null, Action<Dictionary<string, string?>>? configure = null, Action<WebApplicationBuilder>? build = null)
    {
        var settings = SharedRedis.Settings(cluster);
        configure?.Invoke(settings);
        var first = await TestNode.StartAsync(settings, map ?? SessionApp.Map, build);
        return new TwoNodes(cluster, first, await TestNode.StartAsync(settings, map ?? SessionApp.Map, build));
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
