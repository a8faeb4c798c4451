using System.Diagnostics;
using Clustering.Operations;
using Clustering.Testing.Runs;

namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>Many operations through workers that are killed and frozen, while Redis has a trouble of its own.</summary>
internal static class FaultRun
{
    public const int Places = 16;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    public static readonly (int Least, int Most) Milliseconds = (20, 100);

    private const double BreakAt = 0.4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="what">What happens to Redis meanwhile.</param>
    /// <param name="redis">The settings by which nodes find it.</param>
    /// <param name="breakAsync">Makes it happen; once, when two in five are completed.</param>
    /// <param name="keys">How many order keys.</param>
    /// <param name="ofEach">How many operations of each.</param>
    /// <param name="seed">By which all is chosen.</param>
    public static async Task<FaultResult> RunAsync(
        string what, IReadOnlyDictionary<string, string?> redis, Func<Task> breakAsync, int keys, int ofEach, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("clustering-runs-").FullName;
        using var storm = new WorkerStorm(folder, Settings(redis, Lease), Lease, seed);
        await storm.StartAsync();
        await using var node = await FaultNode.StartAsync(redis);
        var supply = new WorkSupply(node.Operations, keys, ofEach, seed, Milliseconds) { MostWaiting = keys * 10 };

        var began = Stopwatch.GetTimestamp();
        using var ending = new CancellationTokenSource();
        var storming = storm.RunAsync(ending.Token);
        var enqueueing = supply.EnqueueAsync();
        await UntilAsync(node, supply, enqueueing, (long)(supply.Count * BreakAt));

        // What is left is enqueued now, as fast as Redis takes it: so that it happens in the middle of that.
        supply.MostWaiting = int.MaxValue;
        await breakAsync();
        await UntilAsync(node, supply, enqueueing, supply.Count);
        var took = Stopwatch.GetElapsedTime(began);
        await ending.CancelAsync();
        await storming;
        await enqueueing;
        await storm.StopAsync();

        var queue = await node.CountAsync() ?? throw new InvalidOperationException("Redis does not answer.");
        var runs = RunHistory.Read(folder);
        List<string> problems = [.. RunChecker.Check(runs, supply.Expected), .. CheckAccounts(queue, supply.Count)];
        Console.Error.WriteLine($"{problems.Count} problems; {RunFigures.Of(runs)}; {supply.Unsure} enqueued again");
        if (problems.Count == 0)
        {
            Directory.Delete(folder, recursive: true);
        }
        else
        {
            Console.Error.WriteLine($"The logs are in {folder}.");
        }

        return new(what, supply.Count, took, storm.Killed.Count, storm.Frozen, supply.Unsure, queue, RunFigures.Of(runs), problems)
        {
            Recoveries = [.. storm.Killed.SelectMany(killed => RunFigures.Recoveries(runs, killed.Process, killed.At)).Order()],
        };
    }

    /// <summary>Makes the settings of a worker.</summary>
    public static Dictionary<string, string?> Settings(IReadOnlyDictionary<string, string?> redis, TimeSpan lease) => new(redis)
    {
        ["Clustering:Operations:Lease"] = $"{lease.TotalMilliseconds}ms",
        ["Clustering:Operations:RenewEvery"] = $"{(int)(lease.TotalMilliseconds * 0.3)}ms",
        ["Clustering:Operations:StopTimeout"] = "0ms",
        ["Concurrency"] = $"{Places}",
    };

    // Until so many are completed, or nothing is left that could be.
    private static async Task UntilAsync(FaultNode node, WorkSupply supply, Task enqueueing, long completed)
    {
        for (var (moved, told) = (Stopwatch.GetTimestamp(), 0L); supply.Completed < completed; await Task.Delay(Look))
        {
            if (enqueueing.IsFaulted || Stopwatch.GetElapsedTime(moved) > Patience)
            {
                await enqueueing.WaitAsync(TimeSpan.Zero);
                throw new TimeoutException($"Nothing has been completed for {Patience}; {supply.Completed:n0} are.");
            }

            if (await node.CountAsync() is not { } queue || queue.Completed == supply.Completed)
            {
                continue;
            }

            (supply.Completed, moved) = (queue.Completed, Stopwatch.GetTimestamp());
            if (supply.Completed - told >= supply.Count / 20)
            {
                told = supply.Completed;
                Console.Error.WriteLine($"{told:n0} of {supply.Count:n0}");
            }

            if (queue.Live == 0 && enqueueing.IsCompletedSuccessfully)
            {
                return;
            }
        }
    }

    private static IEnumerable<string> CheckAccounts(OperationQueueStatus queue, int count)
    {
        if (!queue.IsBalanced || (queue.Enqueued, queue.Completed, queue.Dead, queue.Cancelled, queue.Live, queue.Retried) != (count, count, 0, 0, 0, 0))
        {
            yield return $"The accounts are wrong: {queue}";
        }
    }
}
