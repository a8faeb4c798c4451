using System.Diagnostics;
using Clustering.Testing;

namespace Clustering.Benchmarks.OperationsLoad;

/// <summary>A million operations that wait: what they take in Redis, and whether it matters that there are so many.</summary>
/// <param name="Bytes">What one takes.</param>
/// <param name="Enqueued">How many a second were enqueued, for each hundred thousand of them.</param>
/// <param name="Run">How many a second were run and settled, likewise.</param>
internal sealed record LongQueue(double Bytes, IReadOnlyList<double> Enqueued, IReadOnlyList<double> Run)
{
    private const int Part = 100_000;
    private const int Parts = 10;
    private const int AtATime = 500;

    public static async Task<LongQueue> MeasureAsync(OperationsNode node, RedisServer redis, Func<int, LoadNote> note)
    {
        await node.Queues.PauseAsync("index");
        var before = await redis.MemoryAsync();
        var enqueued = new List<double>();
        for (var part = 0; part < Parts; part++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Part; i += AtATime)
            {
                await node.Operations.EnqueueManyAsync(Enumerable.Range(i, AtATime).Select(note));
            }

            enqueued.Add(Part / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        var bytes = (await redis.MemoryAsync() - before) / (double)(Part * Parts);
        return new(bytes, enqueued, await RunAsync(node));
    }

    private static async Task<List<double>> RunAsync(OperationsNode node)
    {
        var rates = new List<double>();
        var done = node.Count.Until(Part * Parts);
        await node.Queues.ResumeAsync("index");
        var (began, had) = (Stopwatch.GetTimestamp(), 0L);
        while (rates.Count < Parts)
        {
            await Task.WhenAny(done, Task.Delay(1));
            if (node.Count.Handled is var handled && (handled - had >= Part || done.IsCompleted))
            {
                rates.Add((handled - had) / Stopwatch.GetElapsedTime(began).TotalSeconds);
                (began, had) = (Stopwatch.GetTimestamp(), handled);
                if (done.IsCompleted)
                {
                    break;
                }
            }
        }

        return rates;
    }
}
