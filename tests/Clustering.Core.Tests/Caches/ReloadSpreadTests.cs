using Clustering.Caches;
using Clustering.Contracts.Caches;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Caches;

/// <summary>Nodes do not all load at the same moment; and whoever waits does not wait for that.</summary>
public sealed class ReloadSpreadTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly BookSource _source = new();
    private readonly IHost _host;
    private readonly IStaticCache<Book> _cache;

    public ReloadSpreadTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddClusteringCore().AddStaticCache<Book>(
            "books", (_, cancellationToken) => _source.ReadAsync(cancellationToken), options => options.ReloadSpread = TimeSpan.FromMinutes(1));
        _host = builder.Build();
        _cache = _host.Services.GetRequiredService<IStaticCache<Book>>();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Invalidate_WhileNobodyWaits_LoadsWithinTheSpread()
    {
        await _cache.GetAsync(Cancel);
        _source.Change();
        await _cache.InvalidateAsync(Cancel);
        await Eventually.TrueAsync(() => _time.TimersWaiting > 0, "it waits for its turn");
        Assert.Equal((1, 0), (_source.Loads, _cache.Current.Edition));

        _time.Advance(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(() => _cache.Current.Edition == 1, "its turn has come");
    }

    [Fact]
    public async Task EnsureAtLeast_WhileTheLoadWaitsForItsTurn_LoadsAtOnce()
    {
        await _cache.GetAsync(Cancel);
        _source.Change();
        var token = await _cache.InvalidateAsync(Cancel);
        await Eventually.TrueAsync(() => _time.TimersWaiting > 0, "it waits for its turn");

        await _cache.EnsureAtLeastAsync(token, Cancel);

        Assert.Equal((2, 1), (_source.Loads, _cache.Current.Edition));
    }
}
