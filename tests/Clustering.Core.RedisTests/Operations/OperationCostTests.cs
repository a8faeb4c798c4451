using Clustering.Contracts.Operations;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>What operations cost, as the server counts it.</summary>
public sealed class OperationCostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task Operations_OneAfterTheOther_AreThreeScriptsEach()
    {
        const int Count = 50;
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(lease: "1h");
        await rig.Operations(0).EnqueueAsync(new Note("a", 0), cancellationToken: Cancel);
        await rig.DoneAsync(1);
        await rig.Server.ResetStatsAsync();

        for (var i = 1; i <= Count; i++)
        {
            await rig.Operations(0).EnqueueAsync(new Note("a", i), cancellationToken: Cancel);
            var done = rig.Keys.Queue("index").Stats;
            await Eventually.TrueAsync(async () => await rig.Database.HashGetAsync(done, "completed") == i + 1, "it has succeeded");
        }

        // To put it in, to start it, to settle it. A few more are those of a node that has just started, and a turn for an announcement that came late.
        var stats = await rig.Server.CommandStatsAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(stats.ToString());
        Assert.InRange(stats["evalsha"], 3 * Count, 4 * Count);
        Assert.InRange(stats["eval"], 0, 3); // What it runs for the first time, such as its heartbeat.
    }

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task Operations_ManyAtOnce_AreLessThanTwoCommandsEach()
    {
        const int Count = 5_000;
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(lease: "1h");
        await rig.Operations(0).EnqueueManyAsync(Enumerable.Range(1, 500).Select(number => new Note("a", number)), cancellationToken: Cancel);
        await rig.DoneAsync(500);
        await rig.Server.ResetStatsAsync();

        await rig.Operations(0).EnqueueManyAsync(Enumerable.Range(1, Count).Select(number => new Note("a", number)), cancellationToken: Cancel);
        var done = rig.Keys.Queue("index").Stats;
        await Eventually.TrueAsync(async () => await rig.Database.HashGetAsync(done, "completed") == 500 + Count, "they have succeeded");

        // With order keys it would be some for each; without, a command takes many.
        var stats = await rig.Server.CommandStatsAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(stats.ToString());
        Assert.InRange(stats.Total, 1, 2 * Count);
    }

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task Queue_ThatIsDone_LeavesNothingButItsCounters()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(options => (options.OrderKey, options.BackOff) = (note => note.Key, TimeSpan.Zero));
        rig.Work.Do = static async (_, context, cancellationToken) =>
        {
            await context.OnceAsync("step", static _ => Task.FromResult(1), cancellationToken);
            await context.ReportProgressAsync("half", cancellationToken);
            if (context.Attempt == 1)
            {
                throw new InvalidOperationException("once more");
            }
        };

        await rig.Operations(0).EnqueueManyAsync(Enumerable.Range(1, 200).Select(number => new Note($"{number % 9}", number)), cancellationToken: Cancel);
        await rig.DoneAsync(200);

        var left = await KeySweep.WithoutTtlAsync(rig.Admin, "test");
        Assert.Equal(["{test}:operation-routes", "{test}:operations:index:stats"], left);
    }
}
