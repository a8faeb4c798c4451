using System.Runtime.InteropServices;
using Clustering.Benchmarks.Load;

namespace Clustering.Benchmarks.CachesLoad;

/// <summary>The results, as a page to keep.</summary>
internal static class CachesReport
{
    private const string File = "docs/benchmarks/caches.md";
    private const double MostRatio = 1.3, MostMicroseconds = 5_000, MostCommands = 100;

    public static bool Passes(double[] messages, double[] invalidations, double perSecond) =>
        At(invalidations, 0.5) <= MostRatio * At(messages, 0.5) && At(invalidations, 0.99) < MostMicroseconds && perSecond < MostCommands;

    public static string Write(double[] messages, double[] scripts, double[] invalidations, double[] waits, double perSecond, string most, string redisVersion)
    {
        var ratio = At(invalidations, 0.5) / At(messages, 0.5);
        var path = Path.Combine(Repository.Root, File);
        System.IO.File.WriteAllText(path,
            $"""
            # Caches

            Three nodes, each with a connection of its own. From the call of one node until all three have dropped what they had; beside it, a bare `PUBLISH` of as
            many bytes until the handlers of all three have run. Written by

                dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- caches-load

            **Ratios travel, numbers do not.** All nodes and Redis share one machine. They take turns, {invalidations.Length:n0} times each.

            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, Redis {redisVersion}, loopback.

            | | bare message | the same by a script | invalidation | ratio to the message | target |
            |---|--:|--:|--:|--:|---|
            | half are everywhere within | {At(messages, 0.5):n0} µs | {At(scripts, 0.5):n0} µs | {At(invalidations, 0.5):n0} µs | {ratio:0.00} | ≤ {MostRatio}: {Word(ratio <= MostRatio)} |
            | 99 of 100 within | {At(messages, 0.99):n0} µs | {At(scripts, 0.99):n0} µs | {At(invalidations, 0.99):n0} µs | {At(invalidations, 0.99) / At(messages, 0.99):0.00} | < 5 ms: {Word(At(invalidations, 0.99) < MostMicroseconds)} |

            `InvalidateAndWaitAsync` of a book that takes no time to load: half return within {At(waits, 0.5):n0} µs, 99 of 100 within {At(waits, 0.99):n0} µs. By then all three
            nodes have heard of it, have loaded it again, and have said so.

            200 regions on three nodes, when nothing happens: {perSecond:0.0} commands a second in all, those in scripts and the heartbeats of the nodes included (target: less
            than {MostCommands:0}: {Word(perSecond < MostCommands)}). The most frequent, a second: {most}.

            """.ReplaceLineEndings("\n"));
        return path;
    }

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];

    private static string Word(bool passes) => passes ? "pass" : "FAIL";
}
