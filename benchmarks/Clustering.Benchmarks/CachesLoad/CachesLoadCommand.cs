using System.Diagnostics;
using System.Globalization;
using Clustering.Testing;

namespace Clustering.Benchmarks.CachesLoad;

/// <summary>How fast an invalidation is everywhere beside a bare message, and what many regions cost when nothing happens.</summary>
internal static class CachesLoadCommand
{
    public const string Name = "caches-load";

    private const int Nodes = 3;
    private const int Regions = 200;
    private const int WarmUp = 4; // For the compiler, which takes its time with what is called seldom.
    private const int Rounds = 9;
    private const int Times = 500;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var redis = await RedisServer.StartAsync();
        var edition = 0;
        List<CachesNode> nodes = [];
        for (var i = 0; i < Nodes; i++)
        {
            nodes.Add(await CachesNode.StartAsync(redis.Settings("benchmark"), () => Volatile.Read(ref edition)));
        }

        try
        {
            await Eventually.TrueAsync(() => nodes.TrueForAll(static node => node.Nodes.Live.Count == Nodes), "the nodes know each other");
            var (messages, scripts, invalidations) = await PropagateAsync(nodes);
            var waits = await WaitAsync(nodes[0], () => Interlocked.Increment(ref edition));
            var (perSecond, most) = await IdleAsync(redis, nodes);
            var path = CachesReport.Write(messages, scripts, invalidations, waits, perSecond, most, nodes[0].Connection.GetServer(redis.EndPoint).Version.ToString());
            Console.WriteLine(await File.ReadAllTextAsync(path));
            return arguments.Contains("--check") && !CachesReport.Passes(messages, invalidations, perSecond) ? 1 : 0;
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static async Task<(double[] Messages, double[] Scripts, double[] Invalidations)> PropagateAsync(List<CachesNode> nodes)
    {
        var propagation = new Propagation(nodes);
        await propagation.StartAsync();
        List<double> messages = [], scripts = [], invalidations = [];
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            var (m, s, i) = (await propagation.MessagesAsync(Times), await propagation.ScriptsAsync(Times), await propagation.InvalidationsAsync(Times));
            if (round >= WarmUp)
            {
                messages.AddRange(m);
                scripts.AddRange(s);
                invalidations.AddRange(i);
            }
        }

        return ([.. messages.Order()], [.. scripts.Order()], [.. invalidations.Order()]);
    }

    // The whole way: invalidated, heard, loaded again by all, and all have said so.
    private static async Task<double[]> WaitAsync(CachesNode node, Action change)
    {
        var took = new double[Times];
        for (var i = 0; i < Times; i++)
        {
            change();
            var began = Stopwatch.GetTimestamp();
            await node.Book.InvalidateAndWaitAsync(TimeSpan.FromMinutes(1));
            took[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        return [.. took.Order()];
    }

    private static async Task<(double PerSecond, string Most)> IdleAsync(RedisServer redis, List<CachesNode> nodes)
    {
        foreach (var node in nodes)
        {
            for (var i = 0; i < Regions; i++)
            {
                node.Regions.Get($"region-{i}", usesLog: false).Add(new DropProbe());
            }

            await node.Regions.CheckAsync(CancellationToken.None);
        }

        await redis.ResetStatsAsync();
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(Idle);
        var stats = await redis.CommandStatsAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var most = stats.Calls.OrderByDescending(static call => call.Value).Take(6).Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Key} {call.Value / seconds:0.0}"));
        return (stats.Total / seconds, string.Join(", ", most));
    }
}
