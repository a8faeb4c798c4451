using System.Diagnostics;
using System.Globalization;
using Clustering.Testing;

namespace Clustering.Benchmarks.LocksLoad;

/// <summary>What locks cost beside the least that is possible, and how sixteen nodes fare with one of them.</summary>
internal static class LocksLoadCommand
{
    public const string Name = "locks-load";

    private const int Rounds = 9;
    private const int Nodes = 16;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1.5);

    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var redis = await RedisServer.StartAsync();
        await using var first = await LocksNode.StartAsync(redis);
        await using var second = await LocksNode.StartAsync(redis);

        List<LocksRow> rows =
        [
            await ThroughputAsync(first, 1, "taking and letting go, one after the other", OursAsync, 0.9),
            await ThroughputAsync(first, 1, "of that, the bare commands by way of our connection", BareAsync, null),
            await ThroughputAsync(first, 1, "of that, two scripts that do nothing", NothingAsync, null),
            await ThroughputAsync(first, 32, "taking and letting go, 32 at a time", OursAsync, 0.9),
            await ThroughputAsync(first, 32, "of that, two scripts that do nothing", NothingAsync, null),
            await HandOverAsync(new HandOver(first, second)),
        ];

        static async Task OursAsync(LocksNode node, BareLock bare, string name)
        {
            await using var held = await node.Locks.TryAcquireAsync(name);
        }

        static Task NothingAsync(LocksNode node, BareLock bare, string name) => bare.DoNothingTwiceAsync(name);

        static Task BareAsync(LocksNode node, BareLock bare, string name) => bare.TakeAndReleaseAsync(node.Redis, name);

        var contended = await ContendedAsync(redis);

        await using var connection = await redis.ConnectAsync();
        var path = LocksReport.Write(rows, contended, connection.GetServer(redis.EndPoint).Version.ToString());
        Console.WriteLine(await File.ReadAllTextAsync(path));
        return arguments.Contains("--check") && rows.Any(static row => !row.Passes) ? 1 : 0;
    }

    private static async Task<LocksRow> ThroughputAsync(
        LocksNode node, int atATime, string what, Func<LocksNode, BareLock, string, Task> pair, double? least)
    {
        var bare = await BareLock.CreateAsync(node.Connection);
        List<double> ofBare = [], ofOurs = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var (b, o) = (await RateAsync(atATime, bare.TakeAndReleaseAsync), await RateAsync(atATime, name => pair(node, bare, name)));
            if (round > 0)
            {
                ofBare.Add(b); // The first round is for the compiler.
                ofOurs.Add(o);
            }
        }

        var (x, y) = (Median(ofBare), Median(ofOurs));
        return new(what, x, y, "pairs/s", least is { } target ? $"≥ {target}" : null, least is null || y >= least * x);
    }

    private static async Task<double> RateAsync(int atATime, Func<string, Task> pair)
    {
        var began = Stopwatch.GetTimestamp();
        var pairs = await Task.WhenAll(Enumerable.Range(0, atATime).Select(worker => Task.Run(async () =>
        {
            var (name, count) = ($"order/{worker}", 0);
            for (; Stopwatch.GetElapsedTime(began) < Length; count++)
            {
                await pair(name);
            }

            return count;
        })));
        return pairs.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<LocksRow> HandOverAsync(HandOver handOver)
    {
        const int Times = 400;
        List<double> ofMessages = [], ofLocks = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var (m, l) = (await handOver.MessagesAsync(Times), await handOver.LocksAsync(Times));
            if (round > 0)
            {
                ofMessages.AddRange(m);
                ofLocks.AddRange(l);
            }
        }

        var (x, y) = (Median(ofMessages), Median(ofLocks));
        return new("from letting go to the next holder, beside a bare message", x, y, "µs", "≤ 1.2", y <= 1.2 * x);
    }

    private static async Task<string> ContendedAsync(RedisServer redis)
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => LocksNode.StartAsync(redis)));
        try
        {
            var began = Stopwatch.GetTimestamp();
            await redis.ResetStatsAsync();
            var counts = await Task.WhenAll(nodes.Select(node => Task.Run(async () =>
            {
                var count = 0;
                for (; Stopwatch.GetElapsedTime(began) < Length * 3; count++)
                {
                    await using var held = await node.Locks.AcquireAsync("hot");
                }

                return count;
            })));
            var (seconds, asked) = (Stopwatch.GetElapsedTime(began).TotalSeconds, (await redis.CommandStatsAsync())["mget"]);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Nodes} nodes that want one lock all the time: {counts.Sum() / seconds:n0} times a second in all, {asked / (double)counts.Sum():0.000} commands each; " +
                $"the node with the fewest had it {counts.Min():n0} times, the one with the most {counts.Max():n0}.");
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
