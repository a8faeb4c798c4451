using Clustering.Caches;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>What becomes of a cache when the whole process that has it stands still.</summary>
public sealed class CacheProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reader_StoppedPastItsLease_IsNamedByWhoWaits_AndReadsNothingOldWhenItGoesOn()
    {
        await using var rig = await CacheRig.StartAsync(1, "200ms", "5s", StalePolicy.Fail);
        using var reader = new CacheReaderProcess(Settings(rig), "before");
        Assert.Equal("before", await reader.Node.ReadAsync());
        var id = (await rig.Node(0).Nodes.ListAsync(Cancel)).Single(node => node.Id != rig.Node(0).Nodes.Self.Id).Id;

        reader.Node.Stop();
        reader.Node.Ask();
        await Eventually.TrueAsync(async () => (await rig.Node(0).Nodes.ListAsync(Cancel)).Count == 1, "as a node it counts as dead");
        reader.Change("after");
        var barrier = await rig.Cache(0).InvalidateAndWaitAsync(TimeSpan.FromMinutes(1), Cancel);

        // Dead or not, its cache might have been read for so long; and now it cannot.
        Assert.Equal(id, Assert.Single(barrier.Laggards).Id);
        Assert.True(barrier.IsComplete);
        reader.Node.Continue();
        Assert.Contains(await reader.Node.ReadAsync(), (string[])["refused", "after"]);
        await Eventually.TrueAsync(
            async () =>
            {
                reader.Node.Ask();
                return await reader.Node.ReadAsync() == "after";
            },
            "it is up to date again by itself");
    }

    private static Dictionary<string, string?> Settings(CacheRig rig) => new(rig.Server.Settings("test"))
    {
        ["Clustering:Caches:Heartbeat"] = "200ms",
        ["Clustering:Caches:MaxStaleness"] = "5s",
        ["Clustering:Nodes:Heartbeat"] = "100ms",
        ["Clustering:Nodes:Lease"] = "300ms",
    };
}
