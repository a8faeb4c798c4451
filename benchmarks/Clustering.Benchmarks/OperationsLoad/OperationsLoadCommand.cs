using System.Diagnostics;
using System.Globalization;
using Clustering.Operations;
using Clustering.Testing;

namespace Clustering.Benchmarks.OperationsLoad;

/// <summary>How many operations go through one connection, how soon a single one begins, and what one costs in memory.</summary>
internal static class OperationsLoadCommand
{
    public const string Name = "operations-load";

    private const int Rounds = 5;
    private const int Count = 60_000;
    private const int Promised = 25_000;
    private const int Few = Count / 12; // Where one at a time would take long.

    private static readonly string Payload = new('x', 150);

    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var redis = await RedisServer.StartAsync();
        await using var plain = await OperationsNode.StartAsync(redis, isOrdered: false);
        await using var ordered = await OperationsNode.StartAsync(redis, isOrdered: true);
        var bare = new BareQueues(plain.Connection.GetDatabase(), Payload);

        List<OperationsRow> rows = [];
        async Task RowAsync(string what, Func<Task<double>> measure, double? least = null, int count = Count)
        {
            List<double> rates = [];
            var cpu = 0d;
            for (var round = 0; round <= Rounds; round++)
            {
                var before = await redis.CpuAsync();
                var rate = await measure();
                if (round > 0)
                {
                    rates.Add(rate); // The first round is for the compiler.
                    cpu += (await redis.CpuAsync() - before).TotalMicroseconds;
                }
            }

            rows.Add(new(what, Median(rates), cpu / (Rounds * count), least));
            Console.Error.WriteLine(rows[^1]);
        }

        await RowAsync("enqueued 100 at a time, run and settled", () => ManyAsync(plain, 100), Promised);
        await RowAsync("the same, each with one of 5,000 order keys", () => ManyAsync(ordered, 100), Promised);
        await RowAsync("enqueued one at a time by 64 callers, run and settled", () => SinglesAsync(plain, 64), Promised);
        await RowAsync("beside: a list, 64 callers", () => bare.ListAsync(Count, 64));
        await RowAsync("beside: a list, one caller", () => bare.ListAsync(Few, 1), count: Few);
        await RowAsync("beside: a stream, 64 at a time", () => bare.StreamAsync(Count, 64));
        await RowAsync("beside: a stream, one at a time", () => bare.StreamAsync(Few, 1), count: Few);

        var idle = await IdleAsync(plain, 2_000);
        var memory = await MemoryAsync(plain, redis);
        await using var connection = await redis.ConnectAsync();
        var path = OperationsReport.Write(rows, idle, memory, connection.GetServer(redis.EndPoint).Version.ToString());
        Console.WriteLine(await File.ReadAllTextAsync(path));
        return arguments.Contains("--check") && rows.Any(static row => !row.Passes) ? 1 : 0;
    }

    private static LoadNote Note(int number) => new(string.Create(CultureInfo.InvariantCulture, $"doc/{number % 5_000}"), Stopwatch.GetTimestamp(), Payload);

    private static async Task<double> ManyAsync(OperationsNode node, int atATime)
    {
        var began = Stopwatch.GetTimestamp();
        var done = node.Count.Until(Count);
        for (var i = 0; i < Count; i += atATime)
        {
            await node.Operations.EnqueueManyAsync(Enumerable.Range(i, atATime).Select(Note));
        }

        return await RateAsync(node, done, began);
    }

    private static async Task<double> SinglesAsync(OperationsNode node, int callers)
    {
        var began = Stopwatch.GetTimestamp();
        var done = node.Count.Until(Count / callers * callers);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < Count / callers; i++)
            {
                await node.Operations.EnqueueAsync(Note((caller * 1_000) + i));
            }
        })));
        return await RateAsync(node, done, began);
    }

    // Until the last is settled, not only handled.
    private static async Task<double> RateAsync(OperationsNode node, Task<long> done, long began)
    {
        await done;
        while ((await node.Queues.ListAsync()).Any(static queue => queue.Live > 0))
        {
            await Task.Delay(1);
        }

        return Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<(double Median, double Worst)> IdleAsync(OperationsNode node, int times)
    {
        var took = new List<double>(times);
        for (var i = 0; i < times; i++)
        {
            var handled = node.Count.Until(1);
            await node.Operations.EnqueueAsync(Note(i));
            took.Add(Stopwatch.GetElapsedTime(0, await handled).TotalMilliseconds);
            await Task.Delay(2); // Idle.
        }

        took.Sort();
        return (took[times / 2], took[times * 99 / 100]);
    }

    private static async Task<double> MemoryAsync(OperationsNode node, RedisServer redis)
    {
        const int Many = 100_000;
        await node.Queues.PauseAsync("index");
        var before = await redis.MemoryAsync();
        for (var i = 0; i < Many; i += 500)
        {
            await node.Operations.EnqueueManyAsync(Enumerable.Range(i, 500).Select(Note));
        }

        var after = await redis.MemoryAsync();
        var done = node.Count.Until(Many);
        await node.Queues.ResumeAsync("index");
        await done;
        return (after - before) / (double)Many;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
