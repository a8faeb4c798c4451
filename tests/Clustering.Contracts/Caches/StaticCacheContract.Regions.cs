using Clustering.Testing;

namespace Clustering.Contracts.Caches;

// What administrators do.
public abstract partial class StaticCacheContract
{
    [Fact]
    public async Task List_AfterAReadAndAnInvalidation_SaysWhereTheCacheIs()
    {
        await First.GetAsync(Cancel);
        var token = await First.InvalidateAsync(Cancel);

        Assert.Equal(new(CacheBackend.Name, token.Version, IsCurrent: true), Assert.Single(Backend.Regions.List()));
    }

    [Fact]
    public async Task InvalidateSeveral_ByName_RenewsEveryNode()
    {
        await First.GetAsync(Cancel);
        await Second.GetAsync(Cancel);
        Source.Change();

        var tokens = await Backend.Regions.InvalidateAsync(["other", CacheBackend.Name, "other"], Cancel);

        Assert.Equal(["other", CacheBackend.Name, "other"], tokens.Select(token => token.Region));
        Assert.Equal(tokens[0], tokens[2]);
        await Second.EnsureAtLeastAsync(tokens[1], Cancel);
        Assert.Equal(1, Second.Current.Edition);
        await Eventually.TrueAsync(() => First.Current.Edition == 1, "the first node has it too");
    }

    [Fact]
    public async Task ListNodes_SaysWhatEachNodesReadersHave()
    {
        await First.GetAsync(Cancel);
        await Second.GetAsync(Cancel);
        Source.Change();
        var barrier = await First.InvalidateAndWaitAsync(TimeSpan.FromMinutes(1), Cancel);

        var region = Assert.Single(await Backend.Regions.ListNodesAsync(TimeSpan.FromMinutes(1), Cancel));

        Assert.Equal((CacheBackend.Name, barrier.Token.Version), (region.Name, region.Version));
        Assert.Equal(Backend.Nodes.Count, region.Nodes.Count);
        Assert.All(region.Nodes, node => Assert.Equal((barrier.Token.Version, TimeSpan.Zero, true), (node.Version, node.Behind, node.IsCurrent)));
    }

    [Fact]
    public async Task ListNodes_WhileANodeStillReadsWhatWasBefore_SaysSo()
    {
        await First.GetAsync(Cancel);
        await First.EnsureAtLeastAsync(await First.InvalidateAsync(Cancel), Cancel);
        Source.Close();
        var token = await First.InvalidateAsync(Cancel);

        var region = Assert.Single(await Backend.Regions.ListNodesAsync(TimeSpan.FromMinutes(1), Cancel));

        var node = Assert.Single(region.Nodes); // The other has read nothing.
        Assert.True(node.Version < token.Version && node.Behind > TimeSpan.Zero && node.IsCurrent, $"{node} after {token}");
        Source.Open();
    }

    [Fact]
    public async Task InvalidateAndWait_ByName_ReturnsWhenEveryNodeReadsTheChange()
    {
        await First.GetAsync(Cancel);
        await Second.GetAsync(Cancel);
        var edition = Source.Change();

        var barriers = await Backend.Regions.InvalidateAndWaitAsync(["other", CacheBackend.Name], TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(["other", CacheBackend.Name], barriers.Select(barrier => barrier.Token.Region));
        Assert.All(barriers, barrier => Assert.True(barrier.IsComplete && barrier.Laggards.Count == 0));
        Assert.All(Backend.Nodes, node => Assert.Equal(edition, node.Current.Edition));
    }

    [Fact]
    public async Task InvalidateAll_RenewsWhateverThereIs()
    {
        await First.GetAsync(Cancel);
        await Second.GetAsync(Cancel);
        await Backend.Regions.InvalidateAsync(["other"], Cancel);
        Source.Change();

        var tokens = await Backend.Regions.InvalidateAllAsync(Cancel);

        Assert.Contains(CacheBackend.Name, tokens.Select(token => token.Region));
        await Second.EnsureAtLeastAsync(tokens.Single(token => token.Region == CacheBackend.Name), Cancel);
        Assert.Equal(1, Second.Current.Edition);
    }
}
