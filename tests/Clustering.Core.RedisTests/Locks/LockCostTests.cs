using Clustering.Testing;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>What locks cost, as the server counts it.</summary>
public sealed class LockCostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task AcquireAndRelease_OfWhatNobodyWants_AreTwoCommands()
    {
        await using var rig = await LockRig.StartAsync(1);
        await (await rig.Locks(0).AcquireAsync("warm", cancellationToken: Cancel)).DisposeAsync();
        await rig.Server.ResetStatsAsync();

        for (var i = 0; i < 100; i++)
        {
            await using var held = await rig.Locks(0).TryAcquireAsync($"{i % 10}", cancellationToken: Cancel);
            Assert.NotNull(held);
        }

        var stats = await rig.Server.CommandStatsAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(stats.ToString());
        Assert.Equal(200, stats["mget"]); // Each lock-turn.lua begins with one.
        Assert.Equal(0, stats["eval"] + stats["publish"]);
    }

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task Acquire_By16NodesOverAndOver_TakesTurnsExactlyForTwoCommandsEach()
    {
        const int Nodes = 16;
        const int Rounds = 20;
        await using var rig = await LockRig.StartAsync(Nodes);
        await (await rig.Locks(0).AcquireAsync("warm", cancellationToken: Cancel)).DisposeAsync();
        await rig.Server.ResetStatsAsync();
        var tellings = rig.Tellings;
        var turns = new List<int>();
        var history = new LockHistory();

        await Task.WhenAll(Enumerable.Range(0, Nodes).Select(async node =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await using var held = await rig.Locks(node).AcquireAsync("a", cancellationToken: Cancel);
                var hold = history.Begin(held);
                turns.Add(node);

                // Lets go when the others are in line again, those who have turns left.
                await rig.InLineAsync(Math.Min(Nodes, (Nodes * Rounds) - turns.Count + 1) - 1);
                hold.End();
            }
        }));

        var stats = await rig.Server.CommandStatsAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(stats.ToString());
        Assert.Equal(0, history.Check());
        Assert.All(turns.Chunk(Nodes), round => Assert.Equal(turns.Take(Nodes), round));

        // Nodes that start tell each other, by scripts too; only lock-turn.lua begins with MGET, and always does. On a slow machine
        // some are told only now that their subscription stands.
        Assert.InRange(stats["mget"], 2 * turns.Count, (2 * turns.Count) + rig.Tellings - tellings);
    }
}
