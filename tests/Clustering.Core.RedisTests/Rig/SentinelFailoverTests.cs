using Clustering.Testing;

namespace Clustering.Core.RedisTests.Rig;

[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class SentinelFailoverTests
{
    [Fact]
    public async Task Failover_Planned_IsLedByTheSentinelThatIsToldAndMovesThePrimary()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        var former = await cluster.PrimaryAsync();
        var leading = cluster.LeaderAsync();

        var told = await cluster.FailoverAsync(cluster.Sentinels[1]);

        Assert.Same(cluster.Sentinels[1], told);
        Assert.Same(told, await leading);
        var primary = await cluster.WaitForPrimaryAsync(otherThan: former);
        Assert.NotSame(former, primary);
        Assert.Same(primary, await cluster.PrimaryAsync());
    }

    [Fact]
    public async Task Failover_RightAfterAnother_MovesThePrimaryOnceMore()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        var first = await cluster.PrimaryAsync();

        await cluster.FailoverAsync();
        var second = await cluster.WaitForPrimaryAsync(otherThan: first);
        await cluster.FailoverAsync(cluster.Sentinels[2]);
        var third = await cluster.WaitForPrimaryAsync(otherThan: second);

        Assert.NotSame(second, third);
    }

    [Fact]
    public async Task KillPrimary_ThenRestart_AnotherIsPrimaryAndItComesBackAsReplica()
    {
        await using var cluster = await SentinelCluster.StartAsync();

        var killed = await cluster.KillPrimaryAsync();
        await cluster.WaitForPrimaryAsync(otherThan: killed);
        await killed.RestartAsync();

        // Which of the others is not said: on a machine that is too busy, one that does not answer within a second is followed by the next.
        Assert.NotSame(killed, await cluster.WaitUntilWellAsync());
        Assert.True(await killed.Access.AskAsync("ROLE") is object?[] and ["slave", ..]);
    }

    [Fact]
    public async Task Restart_OfAServerThatWasPromoted_LeavesItThePrimary()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        var former = await cluster.PrimaryAsync();
        await cluster.FailoverAsync();
        var primary = await cluster.WaitForPrimaryAsync(otherThan: former);

        await primary.RestartAsync();

        Assert.True(await primary.Access.AskAsync("ROLE") is object?[] and ["master", ..]);
    }

    [Fact]
    public async Task PausePrimary_ThenContinue_AnotherIsPrimaryAndTheFormerOneStillTakesItselfForIt()
    {
        await using var cluster = await SentinelCluster.StartAsync();

        var paused = await cluster.PausePrimaryAsync();
        var primary = await cluster.WaitForPrimaryAsync(otherThan: paused);
        paused.Continue();

        Assert.NotSame(paused, primary);
        Assert.True(await paused.Access.AskAsync("ROLE") is object?[] and ["master", ..]);
    }

    [Fact]
    public async Task Leader_KilledInTheMiddleOfAFailover_TheOthersBringItToAnEnd()
    {
        await using var cluster = await SentinelCluster.StartAsync(new() { FailoverTimeout = TimeSpan.FromSeconds(2) });
        var leading = cluster.LeaderAsync();

        var killed = await cluster.KillPrimaryAsync();
        var leader = await leading;
        leader.Kill();

        Assert.Contains(leader, cluster.Sentinels);
        Assert.NotSame(killed, await cluster.WaitForPrimaryAsync(otherThan: killed));
        await leader.RestartAsync();
        await cluster.WaitUntilWellAsync();
    }
}
