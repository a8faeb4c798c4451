using System.Diagnostics;
using System.Globalization;
using Clustering.Benchmarks.OperationsLoad;
using Clustering.Testing;

namespace Clustering.Benchmarks.OperationsBacklog;

/// <summary>A queue that grows to a million operations and is worked off: what one takes in memory, and whether it costs more the more there are.</summary>
internal static class OperationsBacklogCommand
{
    public const string Name = "operations-backlog";

    public const int Count = 1_000_000;
    public const int Parts = 10;

    private const int AtATime = 500;

    private static readonly string Payload = new('x', 150);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var redis = await RedisServer.StartAsync();
        List<Backlog> backlogs =
        [
            await MeasureAsync("without order", redis, isOrdered: false),
            await MeasureAsync("each with one of 5,000 order keys", redis, isOrdered: true),
        ];
        await using var connection = await redis.ConnectAsync();
        var path = OperationsBacklogReport.Write(backlogs, connection.GetServer(redis.EndPoint).Version.ToString());
        Console.WriteLine(await File.ReadAllTextAsync(path));
        return arguments.Contains("--check") && !backlogs.TrueForAll(static backlog => backlog.IsFlat) ? 1 : 0;
    }

    private static async Task<Backlog> MeasureAsync(string what, RedisServer redis, bool isOrdered)
    {
        await using var node = await OperationsNode.StartAsync(redis, isOrdered);
        const int Warm = Count / Parts; // For the compiler.
        await EnqueueAsync(node, Warm);
        await CompletedAsync(node, Warm);
        await node.Queues.PauseAsync("index");
        var before = await redis.MemoryAsync();
        List<PartCost> enqueued = [];
        for (var part = 0; part < Parts; part++)
        {
            enqueued.Add(await CostAsync(redis, () => EnqueueAsync(node, Count / Parts)));
        }

        var each = (await redis.MemoryAsync() - before) / (double)Count;
        await node.Queues.ResumeAsync("index");
        List<PartCost> run = [];
        for (var part = 1; part <= Parts; part++)
        {
            var target = Warm + (part * (Count / Parts));
            run.Add(await CostAsync(redis, () => CompletedAsync(node, target)));
        }

        return new(what, each, enqueued, run);
    }

    private static async Task EnqueueAsync(OperationsNode node, int count)
    {
        for (var i = 0; i < count; i += AtATime)
        {
            await node.Operations.EnqueueManyAsync(Enumerable.Range(i, AtATime).Select(static number =>
                new LoadNote(string.Create(CultureInfo.InvariantCulture, $"doc/{number % 5_000}"), Stopwatch.GetTimestamp(), Payload)));
        }
    }

    private static async Task CompletedAsync(OperationsNode node, long count)
    {
        while ((await node.Queues.ListAsync()).Single().Completed < count)
        {
            await Task.Delay(Look);
        }
    }

    private static async Task<PartCost> CostAsync(RedisServer redis, Func<Task> act)
    {
        var (began, cpu) = (Stopwatch.GetTimestamp(), await redis.CpuAsync());
        await act();
        var took = Stopwatch.GetElapsedTime(began);
        var cost = new PartCost(took.TotalMicroseconds / (Count / Parts), (await redis.CpuAsync() - cpu).TotalMicroseconds / (Count / Parts));
        Console.Error.WriteLine(cost);
        return cost;
    }
}
