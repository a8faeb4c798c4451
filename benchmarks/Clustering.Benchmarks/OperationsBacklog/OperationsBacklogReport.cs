using System.Runtime.InteropServices;
using Clustering.Benchmarks.Load;

namespace Clustering.Benchmarks.OperationsBacklog;

/// <summary>The results, as a page to keep.</summary>
internal static class OperationsBacklogReport
{
    private const string File = "docs/benchmarks/operations-backlog.md";

    public static string Write(IReadOnlyList<Backlog> backlogs, string redisVersion)
    {
        using var page = new StringWriter();
        page.WriteLine(
            $"""
            # A million operations in a queue

            While the handler is paused, {OperationsBacklogCommand.Count:n0} operations are enqueued, 500 at a time, with payloads of about 200 bytes in JSON; then one node with a handler that does
            nothing works them off. Each tenth is measured by itself. Written by

                dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- operations-backlog

            The node and Redis share one machine; the server's time is what others on that machine disturb least.

            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, Redis {redisVersion}, loopback.
            """);
        foreach (var backlog in backlogs)
        {
            page.WriteLine();
            page.WriteLine($"Operations {backlog.What}: {backlog.Bytes:n0} bytes each in Redis; {(backlog.IsFlat ? "no tenth costs the server twice as much as another" : "NOT FLAT")}.");
            page.WriteLine();
            page.WriteLine($"| µs for each operation | {string.Join(" | ", Enumerable.Range(1, OperationsBacklogCommand.Parts).Select(static part => $"{part}."))} |");
            page.WriteLine($"|---|{string.Concat(Enumerable.Repeat("--:|", OperationsBacklogCommand.Parts))}");
            Row("enqueueing", backlog.Enqueued, static part => part.Took);
            Row("of the server's time", backlog.Enqueued, static part => part.Cpu);
            Row("claiming, running, settling", backlog.Run, static part => part.Took);
            Row("of the server's time", backlog.Run, static part => part.Cpu);
        }

        var path = Path.Combine(Repository.Root, File);
        System.IO.File.WriteAllText(path, page.ToString().ReplaceLineEndings("\n"));
        return path;

        void Row(string what, IReadOnlyList<PartCost> parts, Func<PartCost, double> figure) =>
            page.WriteLine($"| {what} | {string.Join(" | ", parts.Select(part => $"{figure(part):0.0}"))} |");
    }
}
