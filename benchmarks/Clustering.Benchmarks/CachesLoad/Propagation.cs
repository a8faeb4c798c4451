using System.Diagnostics;
using Clustering.Caches.Internal;
using StackExchange.Redis;

namespace Clustering.Benchmarks.CachesLoad;

/// <summary>From a node that invalidates until every node has dropped what it had; and beside it a message that does nothing else.</summary>
internal sealed class Propagation(IReadOnlyList<CachesNode> nodes)
{
    private const string Region = "probe";
    private static readonly RedisChannel Channel = RedisChannel.Literal("benchmark");
    private static readonly byte[] Message = new byte[100]; // As long as ours.

    private readonly DropProbe[] _dropped = [.. nodes.Select(static _ => new DropProbe())];
    private readonly DropProbe[] _arrived = [.. nodes.Select(static _ => new DropProbe())];

    public async Task StartAsync()
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes[i].Regions.Get(Region, usesLog: false).Add(_dropped[i]);
            await nodes[i].Regions.CheckAsync(CancellationToken.None);
            var arrived = _arrived[i];
            (await nodes[i].Connection.GetSubscriber().SubscribeAsync(Channel)).OnMessage(_ => arrived.Drop());
        }
    }

    public Task<double[]> MessagesAsync(int times) =>
        MeasureAsync(times, _arrived, () => nodes[0].Connection.GetSubscriber().PublishAsync(Channel, Message));

    /// <summary>The same message by a script that does nothing else: no invalidation that is also noted can cost less.</summary>
    public Task<double[]> ScriptsAsync(int times) => MeasureAsync(
        times, _arrived, () => nodes[0].Connection.GetDatabase().ScriptEvaluateAsync("return redis.call('PUBLISH', ARGV[1], ARGV[2])", [], [Channel.ToString(), Message]));

    public Task<double[]> InvalidationsAsync(int times) =>
        MeasureAsync(times, _dropped, () => nodes[0].Regions.BumpAsync([new RegionBump(Region, null)], "", CancellationToken.None));

    private async Task<double[]> MeasureAsync(int times, DropProbe[] probes, Func<Task> say)
    {
        var took = new double[times];
        for (var i = 0; i < times; i++)
        {
            var all = Task.WhenAll(probes.Select(static probe => probe.NextAsync()));
            await Task.WhenAll(nodes.Select(static node => node.Connection.GetDatabase().PingAsync())); // So that threads and wires are as awake.
            var began = Stopwatch.GetTimestamp();
            await say();
            took[i] = Stopwatch.GetElapsedTime(began, (await all).Max()).TotalMicroseconds;
        }

        return took;
    }
}
