using System.Runtime.InteropServices;
using Clustering.Benchmarks.Load;

namespace Clustering.Benchmarks.CachesFaults;

/// <summary>A fault and how long it took each time; in order.</summary>
/// <param name="What">What happened.</param>
/// <param name="Since">From when it was counted.</param>
/// <param name="Took">The times. Negative: never.</param>
internal sealed record FaultRow(string What, string Since, IReadOnlyList<TimeSpan> Took)
{
    // A heartbeat, a round trip, and 100 ms for a machine that does other things too.
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(1_000 + 100);

    public int Within => Took.Count(static time => time >= TimeSpan.Zero && time <= Most);

    public bool IsRight => Took[0] >= TimeSpan.Zero;

    public double At(double share) => Took[(int)((Took.Count - 1) * share)].TotalMilliseconds;
}

/// <summary>The results, as a page to keep.</summary>
internal static class FaultsReport
{
    private const string File = "docs/benchmarks/caches-faults.md";

    public static string Write(IReadOnlyList<FaultRow> rows)
    {
        using var page = new StringWriter();
        page.WriteLine(
            $"""
            # Caches and what breaks

            What leaves caches stale elsewhere, over and over, on {FaultRig.Nodes} nodes with the default settings (a heartbeat of 1 s): how long until every node reads the
            truth, counted from the moment named. 100 ms are allowed beside the heartbeat, for the round trip and for a machine that does other things too. Written by

                dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- caches-faults

            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, everything on one machine.

            | What happens | counted from when | runs | right again | within a heartbeat and a round trip | half | 99 of 100 | longest |
            |---|---|--:|--:|--:|--:|--:|--:|
            """);
        foreach (var row in rows)
        {
            page.WriteLine(
                $"| {row.What} | {row.Since} | {row.Took.Count} | {row.Took.Count(static time => time >= TimeSpan.Zero)} | {row.Within} " +
                $"| {row.At(0.5):n0} ms | {row.At(0.99):n0} ms | {row.At(1):n0} ms |");
        }

        var path = Path.Combine(Repository.Root, File);
        System.IO.File.WriteAllText(path, page.ToString().ReplaceLineEndings("\n"));
        return path;
    }
}
