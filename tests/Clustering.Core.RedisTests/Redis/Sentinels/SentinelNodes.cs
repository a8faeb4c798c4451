using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Redis.Sentinels;

/// <summary>Nodes that follow the primary of a <see cref="SentinelCluster"/>.</summary>
internal sealed class SentinelNodes : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];

    public string Log => string.Join('\n', _nodes.Select(node => $"--- {node.Nodes.Self.Id}\n{node.Log}"));

    /// <summary>Starts nodes, and waits until they know each other.</summary>
    public static Task<SentinelNodes> StartAsync(SentinelCluster cluster, int count, params (string Key, string Value)[] settings) =>
        StartAsync(cluster, count, null, settings);

    /// <inheritdoc cref="StartAsync(SentinelCluster, int, ValueTuple{string, string}[])"/>
    public static async Task<SentinelNodes> StartAsync(
        SentinelCluster cluster, int count, Action<IClusterBuilder>? build, params (string Key, string Value)[] settings)
    {
        var started = new SentinelNodes();
        for (var i = 0; i < count; i++)
        {
            started._nodes.Add(await TestNode.StartAsync(cluster.Settings("test"), build, settings));
        }

        await Eventually.TrueAsync(() => started._nodes.All(node => node.Nodes.Live.Count == count), "the nodes know each other");
        return started;
    }

    public T Get<T>(int node)
        where T : notnull => _nodes[node].Services.GetRequiredService<T>();

    /// <summary>Waits until all use another primary than the one on a port.</summary>
    public Task FollowAsync(int former) => Eventually.TrueAsync(
        () => _nodes.All(node => node.Redis.Outage is null && !node.Redis.Current!.EndPoint.EndsWith($":{former}", StringComparison.Ordinal)),
        "all nodes use the new primary");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
