using Clustering.Caches;
using Clustering.Contracts.Caches;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Caches;

/// <summary>What one cache may say differently, and where that makes no sense.</summary>
public sealed class CacheTermsTests
{
    [Fact]
    public void Cache_WithATimeThatTwoLostHeartbeatsWouldEnd_IsRefused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusteringCore().AddStaticCache<Book>("books", (_, _) => Task.FromResult(new Book(0)), options => options.MaxStaleness = TimeSpan.FromSeconds(2));
        using var host = builder.Build();

        var refused = Assert.Throws<InvalidOperationException>(host.Services.GetRequiredService<IStaticCache<Book>>);

        Assert.Equal(
            "The cache 'books' has a MaxStaleness of 2s. That is less than three times Clustering:Caches:Heartbeat (1s), so two lost heartbeats would end it.",
            refused.Message);
    }

    [Fact]
    public async Task SharedLoad_WithoutRedis_LoadsByItself()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusteringCore().AddStaticCache<Book>("books", (_, _) => Task.FromResult(new Book(7)), options => options.SharedLoad = true);
        using var host = builder.Build();

        Assert.Equal(7, (await host.Services.GetRequiredService<IStaticCache<Book>>().GetAsync(TestContext.Current.CancellationToken)).Edition);
    }

    [Theory]
    [InlineData(0, 0, 10, 1)]
    [InlineData(7200, 0, 10, 1)]
    [InlineData(10, -1, 10, 1)]
    [InlineData(10, 61, 10, 1)]
    [InlineData(10, 0, 0, 1)]
    [InlineData(10, 0, 601, 1)]
    [InlineData(10, 0, 10, 0)]
    public void AddStaticCache_WithWhatIsOutOfBounds_IsRefusedAtOnce(int maxStaleness, int spread, int patience, int bytes)
    {
        var cluster = Host.CreateEmptyApplicationBuilder(null).AddClusteringCore();

        Assert.Throws<ArgumentOutOfRangeException>(() => cluster.AddStaticCache<Book>("books", (_, _) => Task.FromResult(new Book(0)), options =>
        {
            options.MaxStaleness = TimeSpan.FromSeconds(maxStaleness);
            options.ReloadSpread = TimeSpan.FromSeconds(spread);
            options.SharedLoadPatience = TimeSpan.FromSeconds(patience);
            options.MaxSharedBytes = bytes;
        }));
    }
}
