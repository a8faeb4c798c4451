using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Nodes;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clustering.AspNetCore.Tests.Hosting;

/// <summary>What the one line brings, and what it leaves alone.</summary>
public sealed class AddClusteringTests
{
    [Fact]
    public async Task AddClustering_CalledTwice_IsHarmless()
    {
        await using var node = await TestNode.StartAsync(SharedRedis.Settings(ClusterNames.New()), SessionApp.Map, static builder => builder.AddClustering());
        using var browser = TestNode.Browser();

        await browser.GetStringAsync(node.At("/set?key=a&value=1"));

        Assert.Equal("1", await browser.GetStringAsync(node.At("/get?key=a")));
        var report = await node.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(["cluster", "cluster-diagnosis"], report.Entries.Keys);
        Assert.Single(node.Services.GetServices<IDistributedCache>());
    }

    [Fact]
    public async Task AddClustering_WithoutRedis_OpensNoSocketAndSaysSo()
    {
        // A host and a port at which nothing listens: whoever connected would fail.
        var settings = new Dictionary<string, string?>
        {
            ["redis.enabled"] = "false",
            ["spring.redis.host"] = "127.0.0.1",
            ["spring.redis.port"] = "1",
            ["Clustering:Name"] = ClusterNames.New(),
        };
        await using var node = await TestNode.StartAsync(settings, static app =>
        {
            SessionApp.Map(app);
            app.MapClustering();
        });
        using var browser = TestNode.Browser();

        await browser.GetStringAsync(node.At("/set?key=a&value=1"));
        Assert.Equal("1", await browser.GetStringAsync(node.At("/get?key=a")));
        Assert.Contains("Clustering is off", await browser.GetStringAsync(node.At("/cluster/health")), StringComparison.Ordinal);
        var nodes = node.Services.GetRequiredService<IClusterNodes>();
        Assert.Equal([nodes.Self], await nodes.ListAsync());
        var cache = node.Services.GetRequiredService<IDistributedCache>();
        await cache.SetStringAsync("k", "v");
        Assert.Equal("v", await cache.GetStringAsync("k"));
    }

    [Fact]
    public async Task UseConnection_WithTheAppsOwn_IsUsed_AndOutlivesTheHost()
    {
        await using var own = await ConnectionMultiplexer.ConnectAsync(SharedRedis.Options());
        var cluster = ClusterNames.New();
        await using (var node = await TestNode.StartAsync(
            new Dictionary<string, string?> { ["Clustering:Name"] = cluster },
            SessionApp.Map,
            builder => builder.AddClustering().UseConnection(own)))
        {
            using var browser = TestNode.Browser();
            await browser.GetStringAsync(node.At("/set?key=a&value=1"));
            Assert.NotEmpty(await KeySweep.AllAsync(SharedRedis.Connection, cluster));
        }

        Assert.True(own.IsConnected);
        await own.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task DataProtection_OfTwoNodes_ReadsEachOthersSecrets_AlsoWhenBothStartAtOnce()
    {
        for (var round = 0; round < 5; round++)
        {
            var settings = SharedRedis.Settings(ClusterNames.New($"keys{round}"));
            var nodes = await Task.WhenAll(TestNode.StartAsync(settings, SessionApp.Map), TestNode.StartAsync(settings, SessionApp.Map));
            await using var first = nodes[0];
            await using var second = nodes[1];
            var here = first.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
            var there = second.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

            Assert.Equal("secret", there.Unprotect(here.Protect("secret")));
            Assert.Equal("secret", here.Unprotect(there.Protect("secret")));
        }
    }

    [Fact]
    public async Task DistributedCache_OfOneNode_IsThatOfTheOther_AndSurvivesALostConnection()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = redis.Settings("cache");
        await using var first = await TestNode.StartAsync(settings, SessionApp.Map);
        await using var second = await TestNode.StartAsync(settings, SessionApp.Map);
        var here = first.Services.GetRequiredService<IDistributedCache>();
        var there = second.Services.GetRequiredService<IDistributedCache>();
        var minute = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };

        await here.SetStringAsync("k", "v", minute);
        Assert.Equal("v", await there.GetStringAsync("k"));
        await there.RemoveAsync("k");
        Assert.Null(await here.GetStringAsync("k"));

        redis.Kill();
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => here.GetStringAsync("k"));
        await redis.RestartAsync();
        await Eventually.SucceedsAsync(() => here.SetStringAsync("k", "again", minute));
        await Eventually.SucceedsAsync(async () => Assert.Equal("again", await there.GetStringAsync("k")));
    }

    [Fact]
    public async Task DistributedCache_InMemoryBesideRedis_IsWarnedOf()
    {
        await using var node = await TestNode.StartAsync(
            SharedRedis.Settings(ClusterNames.New()), SessionApp.Map, static builder =>
                builder.Services.Replace(ServiceDescriptor.Singleton<IDistributedCache>(
                    new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())))));

        Assert.Contains(node.Logs.Entries, entry => entry.EventId.Id == 3100);
    }

    [Fact]
    public async Task Probes_FollowRedis_ButLiveDoesNot()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var node = await TestNode.StartAsync(redis.Settings("probes"), static app =>
        {
            SessionApp.Map(app);
            app.MapClustering();
        });
        using var browser = TestNode.Browser();
        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var response = await browser.GetAsync(node.At(path));
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/cluster/ready"));
        Assert.Contains("\"liveNodes\":1", await browser.GetStringAsync(node.At("/cluster/health")), StringComparison.Ordinal);

        redis.Kill();
        await Eventually.TrueAsync(async () => await StatusAsync("/cluster/ready") == HttpStatusCode.ServiceUnavailable, "it is not ready without Redis");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/cluster/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync("/cluster/health"));

        await redis.RestartAsync();
        await Eventually.TrueAsync(async () => await StatusAsync("/cluster/ready") == HttpStatusCode.OK, "it is ready again");
    }

    [Fact]
    public async Task Unavailable_ThrownByAnyEndpoint_Is503_OrTheAppsOwnPage()
    {
        static void Map(WebApplication app) => app.MapGet("/away", () => { throw new ClusterUnavailableException(); });
        await using var plain = await TestNode.StartAsync(new Dictionary<string, string?>(), Map);
        await using var paged = await TestNode.StartAsync(new Dictionary<string, string?>(), static app =>
        {
            app.UseStatusCodePages("text/plain", "our own page for {0}");
            Map(app);
        });
        using var browser = TestNode.Browser();

        using var answer = await browser.GetAsync(plain.At("/away"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        using var page = await browser.GetAsync(paged.At("/away"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
    }

    [Fact]
    public void UseClusterSession_WithoutAddClustering_SaysWhatIsMissing()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.UseClusterSession());

        Assert.Contains("AddClustering()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdleTimeout_LongerThanLongestIdleTimeout_StopsTheHostWithAReport()
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => TestNode.StartAsync(
            SharedRedis.Settings(ClusterNames.New()),
            SessionApp.Map,
            static builder => builder.Services.AddSession(static options => options.IdleTimeout = TimeSpan.FromDays(31))));

        Assert.Contains("Clustering:Sessions:LongestIdleTimeout", exception.Message, StringComparison.Ordinal);
    }
}
