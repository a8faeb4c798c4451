using System.Runtime.InteropServices;
using Clustering.Benchmarks.Load;

namespace Clustering.Benchmarks.LocksLoad;

/// <summary>One comparison: ours beside the least that is possible.</summary>
/// <param name="What">What was done.</param>
/// <param name="Bare">The figure of the least that is possible.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Unit">What both count.</param>
/// <param name="Target">What the ratio ours to bare should be; <see langword="null"/> where the row only explains another.</param>
/// <param name="Passes">Whether it is.</param>
internal sealed record LocksRow(string What, double Bare, double Ours, string Unit, string? Target, bool Passes)
{
    public double Ratio => Ours / Bare;
}

/// <summary>The results, as a page to keep.</summary>
internal static class LocksReport
{
    private const string File = "docs/benchmarks/locks.md";

    public static string Write(IReadOnlyList<LocksRow> rows, string contended, string redisVersion)
    {
        using var page = new StringWriter();
        page.WriteLine(
            $"""
            # Locks against the least that is possible

            The least: `SET NX PX` and a script that deletes what is still one's own, over the same connection, without fence, line, or renewal; and
            for a hand-over a bare message from one node to another. Written by

                dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- locks-load

            **Ratios travel, numbers do not.** All nodes and Redis share one machine. The two take turns; the median round, or the median hand-over, is shown.

            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, Redis {redisVersion}, loopback.

            | what | bare | ours | | ratio | target |
            |---|--:|--:|---|--:|---|
            """);
        foreach (var row in rows)
        {
            page.WriteLine($"| {row.What} | {row.Bare:n0} | {row.Ours:n0} | {row.Unit} | {row.Ratio:0.00} | {(row.Target is null ? "" : $"{row.Target}: {(row.Passes ? "pass" : "FAIL")}")} |");
        }

        page.WriteLine();
        page.WriteLine(contended);

        var path = Path.Combine(Repository.Root, File);
        System.IO.File.WriteAllText(path, page.ToString().ReplaceLineEndings("\n"));
        return path;
    }
}
