using System.Runtime.InteropServices;
using Clustering.Benchmarks.Load;

namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>The results, as a page to keep.</summary>
internal static class OperationsFaultsReport
{
    private const string File = "docs/benchmarks/operations-faults.md";

    public static string Write(IReadOnlyList<FaultResult> results, IReadOnlyList<HandOverRow> handOvers, int keys, int seed)
    {
        using var page = new StringWriter();
        page.WriteLine(
            $"""
            # Operations and what breaks

            {WorkerStorm.Workers} processes with {FaultRun.Places} places each run operations of {keys:n0} order keys; handlers take {FaultRun.Milliseconds.Least} to {FaultRun.Milliseconds.Most} ms, and one in four goes on when it is told to end.
            About every {WorkerStorm.Every.TotalSeconds:0} s one of the processes is killed (SIGKILL) and started again, or frozen (SIGSTOP) past its lease and let go on. Leases last {FaultRun.Lease.TotalSeconds:0} s here, so that
            it ends in minutes; the default is 15 s. When two in five operations are completed, the rest is enqueued as fast as can be, and something happens to Redis in the middle
            of that. Each process appends to a file of its own what it does; from these files, not from Redis, a program finds out whether every operation was completed, whether the order of each key held, and whether operations
            ran twice only where a lease was lost, with a higher fence, and with the earlier result refused. Written by

                dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- operations-faults

            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, everything on one machine. Seed {seed}.

            | Redis is | {string.Join(" | ", results.Select(static result => result.What))} |
            |---|{string.Concat(results.Select(static _ => "--:|"))}
            """);
        Row("operations enqueued", static result => $"{result.Queue.Enqueued:n0}");
        Row("time", static result => $"{result.Took.TotalSeconds:0} s");
        Row("processes killed; frozen", static result => $"{result.Kills}; {result.Freezes}");
        Row("operations completed", static result => $"{result.Queue.Completed:n0}");
        Row("dead letters, attempts counted, operations left", static result => $"{result.Queue.Dead + result.Queue.Retried + result.Queue.Live}");
        Row("the accounts add up", static result => result.Queue.IsBalanced ? "yes" : "NO");
        Row("leases lost, as Redis counts", static result => $"{result.Queue.LostLeases:n0}");
        Row("runs that were begun", static result => $"{result.Figures.Runs:n0}");
        Row("of operations that had been begun before", static result => $"{result.Figures.Again:n0}");
        Row("the most of one operation", static result => $"{result.Figures.MostOfOne}");
        Row("cut off by a kill", static result => $"{result.Figures.Unfinished:n0}");
        Row("told that their lease was lost", static result => $"{result.Figures.Lost:n0}");
        Row("said that they had succeeded when another run had begun", static result => $"{result.Figures.Late:n0}");
        Row("results refused", static result => $"{result.Figures.Refused:n0}");
        Row("enqueueings sent again because Redis did not answer", static result => $"{result.Unsure:n0}");
        Row("what must not be (lost, out of order, twice without a lost lease, late and taken)", static result => $"{result.Problems.Count}");
        Row("from a kill to the next run, half; all, with everything that is broken meanwhile", static result => result.Recoveries.Count == 0
            ? ""
            : $"{result.Recoveries[result.Recoveries.Count / 2].TotalSeconds:0.0} s; {result.Recoveries[^1].TotalSeconds:0.0} s");

        page.WriteLine(
            """

            By themselves, one after the other: from the signal to the moment when another process, which is idle, has begun all that the first one ran. One that is killed ran one
            operation; one that stops had all its places taken, by handlers that heed their token, and no time to let them end (`StopTimeout`).

            | A worker is | times | half | longest | promised |
            |---|--:|--:|--:|---|
            """);
        foreach (var row in handOvers)
        {
            page.WriteLine(
                $"| {row.What} | {row.Took.Count} | {row.Middle.TotalMilliseconds:n0} ms | {row.Longest.TotalMilliseconds:n0} ms | ≤ {row.Most.TotalMilliseconds:n0} ms: {(row.Passes ? "pass" : "FAIL")} |");
        }

        var path = Path.Combine(Repository.Root, File);
        System.IO.File.WriteAllText(path, page.ToString().ReplaceLineEndings("\n"));
        return path;

        void Row(string what, Func<FaultResult, string> figure) => page.WriteLine($"| {what} | {string.Join(" | ", results.Select(figure))} |");
    }
}
