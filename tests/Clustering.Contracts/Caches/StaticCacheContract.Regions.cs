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
}
