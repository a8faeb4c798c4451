using System.Diagnostics;
using System.Runtime.InteropServices;
using Clustering.Benchmarks.Load;

namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>The results, as a table to watch and as a page to keep.</summary>
internal static class SessionsReport
{
    private const string File = "docs/benchmarks/sessions.md";

    public static void WriteConsoleHead(TextWriter console)
    {
        console.WriteLine($"{"",-26}{"requests/s",19}{"",7}{"app CPU µs",13}{"Redis µs",11}{"allocated B",17}{"commands",12}{"Redis bytes",19}");
        console.WriteLine(
            $"{"",-26}{"stock",10}{"ours",9}{"ratio",7}{"stock",7}{"ours",6}{"stock",6}{"ours",5}{"stock",10}{"ours",7}{"stock",7}{"ours",5}{"stock",11}{"ours",8}  target");
    }

    public static void WriteConsoleRow(TextWriter console, Comparison row)
    {
        var (stock, ours) = (row.Stock, row.Ours);
        console.WriteLine(
            $"{row.Scenario.Name,-26}{stock.PerSecond,10:n0}{ours.PerSecond,9:n0}{row.Ratio,7:0.00}{stock.Processor,7:0}{ours.Processor,6:0}" +
            $"{stock.RedisProcessor,6:0}{ours.RedisProcessor,5:0}{stock.Allocated,10:n0}{ours.Allocated,7:n0}{stock.Commands,7:0.0}{ours.Commands,5:0.0}{stock.RedisBytes,11:n0}{ours.RedisBytes,8:n0}  {Verdict(row)}");
    }

    /// <summary>Writes the page into the repository.</summary>
    /// <returns>Where it is.</returns>
    public static string Write(IReadOnlyList<Comparison> rows, SessionsLoadOptions options, string redisVersion)
    {
        using var page = new StringWriter();
        page.WriteLine(
            $"""
            # Sessions under load

            ASP.NET Core's own session store (`AddStackExchangeRedisCache`, `AddSession`, `UseSession`, with `await Session.LoadAsync()` and session
            logging at Warning) against this library's (`AddClustering`, `UseClusterSession`, endpoints with `[Session(…)]`). Written by

                dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- sessions-load

            **Ratios travel, numbers do not.** The load generator, both apps and Redis share one machine, so requests a second say little of yours;
            how the two columns compare says more, and what goes over the wire to Redis is the same everywhere.

            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, Redis {redisVersion}, loopback.
            {options.Connections} connections, 64 visitors; the session's bytes are spread over {SessionsApp.Keys} keys. The two take turns in rounds of {options.Seconds} s,
            {options.Rounds} for each; a median round is shown. Each app is a process of its own with the server garbage collector.

            """);
        WriteSpeed(page, rows);
        WriteCost(page, rows);

        var path = Path.Combine(Repository.Root, File);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, page.ToString().ReplaceLineEndings("\n"));
        return path;
    }

    private static void WriteSpeed(TextWriter page, IReadOnlyList<Comparison> rows)
    {
        page.WriteLine("## Requests a second");
        page.WriteLine();
        page.WriteLine("| session, and what the request does | stock | ours | ratio | target |");
        page.WriteLine("|---|--:|--:|--:|---|");
        foreach (var row in rows)
        {
            page.WriteLine($"| {row.Scenario.Name} | {row.Stock.PerSecond:n0} | {row.Ours.PerSecond:n0} | {row.Ratio:0.00} | {Verdict(row)} |");
        }

        page.WriteLine();
    }

    private static void WriteCost(TextWriter page, IReadOnlyList<Comparison> rows)
    {
        page.WriteLine("## What a request costs (stock → ours)");
        page.WriteLine();
        page.WriteLine("| session, and what the request does | Redis commands | Redis bytes, both ways | Redis: processor time, µs | app: processor time, µs | app: allocated bytes |");
        page.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (var (scenario, stock, ours) in rows)
        {
            page.WriteLine(
                $"| {scenario.Name} | {stock.Commands:0.0} → {ours.Commands:0.0} | {stock.RedisBytes:n0} → {ours.RedisBytes:n0} | " +
                $"{stock.RedisProcessor:0} → {ours.RedisProcessor:0} | {stock.Processor:0} → {ours.Processor:0} | {stock.Allocated:n0} → {ours.Allocated:n0} |");
        }

        page.WriteLine();
        page.WriteLine(
            """
            A script counts as one command: it is one message each way.

            ## How to read it

            A request that changes its session waits for two round trips here, to read and to commit; the stock store waits for three. On loopback a
            round trip takes next to no time, so what is compared is processor time, of the generator and of Redis too. Over a network, fewer round trips
            and fewer bytes count for more: at 200 KiB the stock store's bytes alone fill 1 Gbit/s with about 300 requests a second.

            The commit script does more than the stock store's `HMSET` and `EXPIRE`: it refuses what would bring an ended session back, merges
            with what other requests changed, and counts sizes. That is what the processor time of Redis shows.
            """);
    }

    private static string Verdict(Comparison row)
    {
        if (row.Passes is not { } passes)
        {
            return "";
        }

        var bytes = row.Scenario.MostBytes is { } most ? $", bytes ≤ {most:0%} ({row.BytesShare:0.0%})" : "";
        return $"≥ {row.Scenario.LeastRatio:0.0}{bytes}: {(passes ? "pass" : "FAIL")}";
    }
}
