using System.Runtime.InteropServices;
using Clustering.Benchmarks.Load;

namespace Clustering.Benchmarks.OperationsLoad;

/// <summary>One way to put operations through.</summary>
/// <param name="What">What was done.</param>
/// <param name="Rate">How many a second.</param>
/// <param name="Cpu">Microseconds of the server's time for each.</param>
/// <param name="Least">How many a second are promised; <see langword="null"/> where the row is only beside.</param>
internal sealed record OperationsRow(string What, double Rate, double Cpu, double? Least)
{
    public bool Passes => Least is null || Rate >= Least;
}

/// <summary>The results, as a page to keep.</summary>
internal static class OperationsReport
{
    private const string File = "docs/benchmarks/operations.md";

    public static string Write(IReadOnlyList<OperationsRow> rows, (double Median, double Worst) idle, double memory, string redisVersion)
    {
        using var page = new StringWriter();
        page.WriteLine(
            $"""
            # Operations under load

            One node, one connection, a handler that does nothing, payloads of about 200 bytes in JSON. All promises are on: leases, fences, repeats, counters. Beside it,
            over the same connection, the least that can be called a queue that survives a crash: a list (`LPUSH`, `LMOVE`, `LREM`) and a stream (`XADD`,
            `XREADGROUP`, `XACK`, `XDEL`), neither with order keys, retries, delays, fences or a count. Written by

                dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- operations-load

            **Ratios travel, numbers do not.** The node and Redis share one machine. The median of five rounds is shown.

            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, Redis {redisVersion}, loopback.

            | what | operations/s | µs of Redis each | promised |
            |---|--:|--:|---|
            """);
        foreach (var row in rows)
        {
            page.WriteLine($"| {row.What} | {row.Rate:n0} | {row.Cpu:0.0} | {(row.Least is { } least ? $"≥ {least:n0}: {(row.Passes ? "pass" : "FAIL")}" : "")} |");
        }

        page.WriteLine();
        page.WriteLine($"From enqueueing to the handler of an idle node: {idle.Median:0.00} ms in the middle, {idle.Worst:0.00} ms for all but one in a hundred. A queued operation takes {memory:n0} bytes in Redis.");
        var path = Path.Combine(Repository.Root, File);
        System.IO.File.WriteAllText(path, page.ToString().ReplaceLineEndings("\n"));
        return path;
    }
}
