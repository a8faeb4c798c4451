using System.Text;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>An app moves from ASP.NET Core's own session store while it runs: its visitors keep their sessions.</summary>
public sealed class StockTakeOverTests
{
    private static string Instance(string cluster) => $"stock:{cluster}:";

    /// <summary>The app as it was: the stock store over RedisCache, its keys in Redis.</summary>
    private static async Task<WebApplication> StartOldAppAsync(string cluster)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Staging", ApplicationName = "TestApp" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddStackExchangeRedisCache(options =>
        {
            options.ConfigurationOptions = SharedRedis.Options();
            options.InstanceName = Instance(cluster);
        });
        builder.Services.AddSession();
        KeepKeys(builder.Services, cluster);
        var app = builder.Build();
        app.UseSession();
        app.MapGet("/set", (HttpContext context, string key, string value) => context.Session.SetString(key, value));
        app.MapGet("/keys", (HttpContext context) => string.Join(",", context.Session.Keys.Order(StringComparer.Ordinal)));
        await app.StartAsync();
        return app;
    }

    private static void KeepKeys(IServiceCollection services, string cluster)
    {
        var ring = $"{cluster}-app-keys";
        KeySweep.MayStay(ring);
        services.AddDataProtection().SetApplicationName("the-app").PersistKeysToStackExchangeRedis(SharedRedis.Connection, ring);
    }

    private static Task<TestNode> StartNewAppAsync(string cluster) => TestNode.StartAsync(
        new Dictionary<string, string?>(SharedRedis.Settings(cluster)) { ["Clustering:Sessions:StockInstanceName"] = Instance(cluster) },
        SessionApp.Map,
        builder => KeepKeys(builder.Services, cluster));

    private static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    [Fact]
    public async Task FirstLoad_OfASessionOfTheStockStore_TakesItOver()
    {
        var cluster = ClusterNames.New();
        await using var old = await StartOldAppAsync(cluster);
        await using var node = await StartNewAppAsync(cluster);
        await using var other = await StartNewAppAsync(cluster);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(new Uri(Address(old), "/set?key=a&value=1"));
        await browser.GetStringAsync(new Uri(Address(old), "/set?key=b&value=zwei%20%C3%BC"));

        Assert.Equal("a,b", await browser.GetStringAsync(node.At("/keys")));

        Assert.Equal("zwei ü", await browser.GetStringAsync(other.At("/get?key=b")));
        Assert.DoesNotContain(
            await KeySweep.AllAsync(SharedRedis.Connection, cluster), key => key.StartsWith(Instance(cluster), StringComparison.Ordinal));
        Assert.Contains(node.Logs.Entries, entry => entry.EventId.Id == 3008);
    }

    [Fact]
    public async Task SignOut_AfterTheTakeOver_DoesNotBringTheOldSessionBack()
    {
        var cluster = ClusterNames.New();
        await using var old = await StartOldAppAsync(cluster);
        await using var node = await StartNewAppAsync(cluster);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(new Uri(Address(old), "/set?key=user&value=anna"));
        Assert.Equal("user", await browser.GetStringAsync(node.At("/keys")));

        await browser.GetStringAsync(node.At("/clear"));

        Assert.Equal("", await browser.GetStringAsync(node.At("/keys")));
    }

    [Fact]
    public async Task FirstLoad_ByManyRequestsAtOnce_TakesItOverOnce()
    {
        var cluster = ClusterNames.New();
        await using var old = await StartOldAppAsync(cluster);
        await using var node = await StartNewAppAsync(cluster);
        await using var other = await StartNewAppAsync(cluster);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(new Uri(Address(old), "/set?key=a&value=1"));

        var written = Enumerable.Range(0, 20).Select(i => browser.GetStringAsync((i % 2 == 0 ? node : other).At($"/set?key=k{i:00}&value={i}")));
        await Task.WhenAll(written);

        Assert.Equal("a," + string.Join(",", Enumerable.Range(0, 20).Select(i => $"k{i:00}")), await browser.GetStringAsync(node.At("/keys")));
    }

    public static TheoryData<byte[]> Broken => new(
        [],
        [2],
        [3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        [2, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 5, 65],
        [2, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 1, 65, 255, 255, 255, 255],
        [2, 255, 255, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_OfBrokenData_SaysNo(byte[] data) => Assert.False(StockSessionFormat.TryRead(data, out _));

    [Fact]
    public void Read_OfWholeData_GivesEveryValue()
    {
        byte[] data = [2, 0, 0, 2, .. new byte[16], 0, 1, (byte)'a', 0, 0, 0, 2, 7, 8, 0, 2, .. Encoding.UTF8.GetBytes("ü"), 0, 0, 0, 0];

        Assert.True(StockSessionFormat.TryRead(data, out var values));

        Assert.Equal([7, 8], values["a"]);
        Assert.Empty(values["ü"]);
    }
}
