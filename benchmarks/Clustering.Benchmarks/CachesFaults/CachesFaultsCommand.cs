using System.Globalization;

namespace Clustering.Benchmarks.CachesFaults;

/// <summary>What leaves caches stale elsewhere, over and over: how long until every node is right again.</summary>
internal static class CachesFaultsCommand
{
    public const string Name = "caches-faults";

    private const int DefaultRuns = 100;

    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var at = Array.IndexOf(arguments, "--runs");
        var runs = at >= 0 ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : DefaultRuns;
        List<FaultRow> rows = [];
        await using (var rig = await FaultRig.StartAsync())
        {
            rows.Add(await RepeatAsync("the message of an invalidation is lost", "it was made", runs, rig.LostMessageAsync));
            rows.Add(await RepeatAsync("all subscriptions are killed (`CLIENT KILL TYPE pubsub`), and a node invalidates at once", "it began to", runs, rig.KilledSubscriptionsAsync));
            rows.Add(await RepeatAsync("a node is cut off while another invalidates", "Redis answers it again", runs, rig.CutWireAsync));
            rows.Add(await RepeatAsync("Redis is killed and comes back empty, and the data has changed meanwhile", "Redis answers all nodes again", runs, rig.RestartAsync));
        }

        rows.Add(await RepeatAsync(
            "the primary is killed, and its replica, which takes over, and the nodes have not heard of the last invalidation", "the new primary answers all nodes", runs, FailoverFault.RunAsync));

        var path = FaultsReport.Write(rows);
        Console.WriteLine(await File.ReadAllTextAsync(path));
        return rows.TrueForAll(static row => row.IsRight) ? 0 : 1;
    }

    private static async Task<FaultRow> RepeatAsync(string what, string since, int runs, Func<Task<TimeSpan>> fault)
    {
        List<TimeSpan> took = [];
        for (var run = 0; run < runs; run++)
        {
            took.Add(await fault());
        }

        took.Sort();
        Console.Error.WriteLine($"{what}: {took[^1].TotalMilliseconds:0} ms at the most");
        return new(what, since, took);
    }
}
