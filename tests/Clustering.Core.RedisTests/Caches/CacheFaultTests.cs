using Clustering.Caches;
using Clustering.Contracts.Caches;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>Everything by which caches elsewhere stay stale: here they are right again by themselves.</summary>
public sealed class CacheFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invalidation_WhoseMessageIsLost_IsFoundByTheNextHeartbeat()
    {
        await using var rig = await CacheRig.StartAsync(2);

        for (var i = 0; i < 5; i++)
        {
            rig.Source.Change();
            await rig.InvalidateUnheardAsync();

            await rig.RightAsync(0);
            await rig.RightAsync(1);
        }
    }

    [Fact]
    public async Task Node_WhoseWireIsCutDuringAnInvalidation_IsRightWhenItIsBack()
    {
        await using var rig = await CacheRig.StartAsync(2);
        rig.Wire(1).Cut();
        rig.Source.Change();
        await rig.Cache(0).InvalidateAsync(Cancel);
        Assert.Equal(0, rig.Cache(1).Current.Edition);

        rig.Wire(1).Restore();

        await rig.RightAsync(1);
    }

    [Fact]
    [NotOn("garnet", "It cannot kill subscriptions alone.")]
    public async Task Node_WhoseSubscriptionIsKilledOverAndOver_IsRightAfterEachInvalidation()
    {
        await using var rig = await CacheRig.StartAsync(2);
        for (var i = 0; i < 5; i++)
        {
            await rig.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            rig.Source.Change();
            await rig.InvalidateAsync();

            await rig.RightAsync(0);
            await rig.RightAsync(1);
        }
    }

    [Fact]
    public async Task Redis_ThatForgetsEverything_LeavesNobodyStale()
    {
        await using var rig = await CacheRig.StartAsync(2);
        await rig.Database.KeyDeleteAsync(rig.Keys.Regions);
        rig.Source.Change();

        // Nobody says anything: that the positions are gone is enough, for an invalidation may have gone with them.
        await rig.RightAsync(0);
        await rig.RightAsync(1);
    }

    [Fact]
    public async Task Redis_ThatIsKilledAndStartedEmpty_LeavesNobodyStale()
    {
        await using var rig = await CacheRig.StartAsync(2);
        rig.Server.Kill();
        rig.Source.Change();
        await rig.Server.RestartAsync();

        await rig.RightAsync(0);
        await rig.RightAsync(1);
        rig.Source.Change();
        await rig.InvalidateAsync();
        await rig.RightAsync(1);
    }

    [Fact]
    public async Task Current_OfANodeThatIsCutOff_IsRefusedWhenItsLeaseIsOver_AndBackWhenItIsBack()
    {
        await using var rig = await CacheRig.StartAsync(2, "100ms", "500ms", StalePolicy.Fail);
        rig.Wire(1).Cut();

        await Eventually.TrueAsync(() => IsRefused(rig.Cache(1)), "the lease runs out");
        await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await rig.Cache(1).GetAsync(Cancel));
        Assert.Equal(0, rig.Cache(0).Current.Edition);
        rig.Wire(1).Restore();

        await Eventually.TrueAsync(() => !IsRefused(rig.Cache(1)), "the node is back");
        Assert.Equal(2, rig.Source.Loads); // Nothing had changed, so nothing was loaded again.
    }

    [Fact]
    public async Task Current_OfACacheWithAShorterTimeThanTheApps_IsRefusedAfterThat()
    {
        await using var rig = await CacheRig.StartAsync(1, "100ms", "10m", StalePolicy.Fail, configure: options => options.MaxStaleness = TimeSpan.FromMilliseconds(500));
        rig.Wire(0).Cut();

        await Eventually.TrueAsync(() => IsRefused(rig.Cache(0)), "its own lease runs out");
    }

    [Fact]
    public async Task Get_OfANodeThatIsCutOff_ReadsThroughWhereItIsToDoSo()
    {
        await using var rig = await CacheRig.StartAsync(1, "100ms", "500ms", StalePolicy.ReadThrough);
        rig.Wire(0).Cut();
        await Eventually.TrueAsync(() => IsRefused(rig.Cache(0)), "the lease runs out");

        Assert.Equal(rig.Source.Change(), (await rig.Cache(0).GetAsync(Cancel)).Edition);
        Assert.Equal(rig.Source.Change(), (await rig.Cache(0).GetAsync(Cancel)).Edition);
    }

    [Fact]
    public async Task Invalidate_WhileRedisIsAway_SaysSo()
    {
        await using var rig = await CacheRig.StartAsync(1);
        rig.Wire(0).Cut();

        await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await rig.Cache(0).InvalidateAsync(Cancel));
        Assert.Equal(0, rig.Cache(0).Current.Edition);
    }

    [Fact]
    public async Task Change_ThatIsNeverCompleted_IsCompletedByAnother()
    {
        await using var rig = await CacheRig.StartAsync(3);
        _ = await rig.Cache(0).BeginChangeAsync(TimeSpan.FromSeconds(1), Cancel);
        rig.Source.Change();
        rig.Wire(0).Cut();

        await rig.RightAsync(1);
        await rig.RightAsync(2);
        await Eventually.TrueAsync(() => rig.Node(1).Log.Of(4004).Count + rig.Node(2).Log.Of(4004).Count == 1, "one of them has said it");
        Assert.Equal(0, await rig.Database.SortedSetLengthAsync(rig.Keys.Changes));
    }

    [Fact]
    public async Task InvalidateAndWait_WithANodeThatIsCutOff_NamesIt()
    {
        await using var rig = await CacheRig.StartAsync(3);
        rig.Wire(2).Cut();
        rig.Source.Change();

        var barrier = await rig.Cache(0).InvalidateAndWaitAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal(rig.Node(2).Nodes.Self.Id, Assert.Single(barrier.Laggards).Id);
        Assert.False(barrier.IsComplete);
        Assert.Equal((1, 1), (rig.Cache(0).Current.Edition, rig.Cache(1).Current.Edition));
    }

    [Fact]
    public async Task InvalidateAndWait_WithANodeThatIsCutOffAndRefusesWhatIsOld_WaitsForItsLeaseOnly()
    {
        await using var rig = await CacheRig.StartAsync(2, "100ms", "1s", StalePolicy.Fail);
        rig.Wire(1).Cut();
        rig.Source.Change();

        var barrier = await rig.Cache(0).InvalidateAndWaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(rig.Node(1).Nodes.Self.Id, Assert.Single(barrier.Laggards).Id);
        Assert.True(barrier.IsComplete);
        Assert.True(IsRefused(rig.Cache(1)), "a node that was not reached uses nothing old");
    }

    private static bool IsRefused(IStaticCache<Book> cache)
    {
        try
        {
            _ = cache.Current;
            return false;
        }
        catch (ClusterUnavailableException)
        {
            return true;
        }
    }
}
