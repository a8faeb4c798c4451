using System.Globalization;
using Clustering.Testing;

namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>Operations whose workers are killed and frozen, on a Redis that restarts, and on one that fails over.</summary>
internal static class OperationsFaultsCommand
{
    public const string Name = "operations-faults";

    public static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var (count, keys, seed) = (Number("--count", 100_000), Number("--keys", 2_000), Number("--seed", Random.Shared.Next()));
        Console.Error.WriteLine($"--seed {seed}");

        List<FaultResult> results = [await RestartAsync(keys, count / keys, seed), await FailoverAsync(keys, count / keys, seed)];
        await using var handOvers = await HandOvers.StartAsync(seed);
        List<HandOverRow> rows =
        [
            await RepeatAsync("killed, lease of 2 s", 20, () => handOvers.KillAsync(ShortLease), ShortLease + TimeSpan.FromSeconds(1)),
            await RepeatAsync("killed, lease of 15 s, the default", 5, () => handOvers.KillAsync(DefaultLease), DefaultLease + TimeSpan.FromSeconds(1)),
            await RepeatAsync("told to stop (SIGTERM)", 20, handOvers.StopAsync, TimeSpan.FromMilliseconds(200)),
        ];

        var path = OperationsFaultsReport.Write(results, rows, keys, seed);
        Console.WriteLine(await File.ReadAllTextAsync(path));
        foreach (var problem in results.SelectMany(static result => result.Problems.Take(20)))
        {
            Console.Error.WriteLine(problem);
        }

        return results.TrueForAll(static result => result.Problems.Count == 0) && rows.TrueForAll(static row => row.Passes) ? 0 : 1;

        int Number(string name, int otherwise)
        {
            var at = Array.IndexOf(arguments, name);
            return at >= 0 ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
        }
    }

    private static async Task<FaultResult> RestartAsync(int keys, int ofEach, int seed)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        return await FaultRun.RunAsync(
            "killed (SIGKILL), away for a second, and started again from its file (`appendfsync always`)",
            redis.Settings("benchmark"),
            async () =>
            {
                redis.Kill();
                await Task.Delay(Away);
                await redis.RestartAsync();
            },
            keys,
            ofEach,
            seed);
    }

    private static async Task<FaultResult> FailoverAsync(int keys, int ofEach, int seed)
    {
        // Sentinels that are patient: on a busy machine an impatient one makes a second failover out of a short silence.
        await using var sentinels = await SentinelCluster.StartAsync(new() { DownAfter = TimeSpan.FromSeconds(10) });
        return await FaultRun.RunAsync(
            "under Sentinel, a planned failover (`SENTINEL FAILOVER`)",
            sentinels.Settings("benchmark"),
            async () =>
            {
                var former = await sentinels.PrimaryAsync();
                await sentinels.FailoverAsync();
                await sentinels.WaitForPrimaryAsync(former);
            },
            keys,
            ofEach,
            seed);
    }

    private static async Task<HandOverRow> RepeatAsync(string what, int times, Func<Task<TimeSpan>> measure, TimeSpan most)
    {
        List<TimeSpan> took = [];
        for (var i = 0; i < times; i++)
        {
            took.Add(await measure());
        }

        took.Sort();
        var row = new HandOverRow(what, took, most);
        Console.Error.WriteLine($"{what}: {row.Middle.TotalMilliseconds:0} ms in the middle, {row.Longest.TotalMilliseconds:0} ms at the most");
        return row;
    }
}
