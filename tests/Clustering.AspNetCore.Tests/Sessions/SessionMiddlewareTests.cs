using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Sessions;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>What endpoints say about their session, and what <c>UseClusterSession()</c> makes of it.</summary>
public sealed class SessionMiddlewareTests
{
    private static Task<TwoNodes> StartAsync(string cluster) => TwoNodes.StartAsync(cluster, static app =>
    {
        SessionApp.Map(app);
        app.MapGet("/none", (HttpContext context) => context.Session.Id).WithMetadata(new SessionAttribute(SessionAccess.None));
        app.MapGet("/read-only-set", (HttpContext context) => context.Session.SetString("a", "2"))
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        app.MapGet("/required", (HttpContext context) =>
        {
            var before = context.Session.GetString("a") ?? "(none)";
            context.Session.SetString("a", "required");
            return before;
        }).WithMetadata(new SessionAttribute(SessionAccess.Required));
        app.MapGet("/late-new", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("started");
            context.Session.SetString("a", "1");
        });
        app.MapGet("/large", async (HttpContext context, int bytes) =>
        {
            await context.Session.LoadAsync();
            context.Session.Set("large", new byte[bytes]);
        });
        app.MapGet("/commit", async (HttpContext context) =>
        {
            await context.Session.LoadAsync();
            context.Session.SetString("committed", "early");
            await context.Session.CommitAsync();
            context.Session.SetString("then", "late");
        });
        app.MapGet("/short-lived", async (HttpContext context) =>
        {
            await context.Session.LoadAsync();
            context.Session.SetString("otp", "123456", TimeSpan.FromMilliseconds(300));
        });
    }, static settings => settings["Clustering:Sessions:MaxBytes"] = "100000");

    [Fact]
    public async Task None_AskedForItsSession_IsAnErrorThatNamesTheRemedy()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();

        using var response = await browser.GetAsync(nodes.First.At("/none"));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(nodes.First.Logs.Entries, entry => entry.Exception?.Message.Contains("Declare it ReadOnly or Required", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task ReadOnly_Changing_IsAnErrorThatNamesTheRemedy()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        using var response = await browser.GetAsync(nodes.First.At("/read-only-set"));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("1", await browser.GetStringAsync(nodes.First.At("/get?key=a")));
    }

    [Fact]
    public async Task Required_ReadsAheadAndStores_WithoutAThreadWaiting()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        Assert.Equal("1", await browser.GetStringAsync(nodes.First.At("/required")));

        Assert.Equal("required", await browser.GetStringAsync(nodes.Second.At("/get?key=a")));
        Assert.DoesNotContain(nodes.First.Logs.Entries, entry => entry.EventId.Id == 3003);
    }

    [Fact]
    public async Task OnDemand_MakesAThreadWaitOnce_AndIsReadAheadFromThenOn()
    {
        await using var nodes = await TwoNodes.StartAsync(
            ClusterNames.New(), build: static builder => builder.Logging.SetMinimumLevel(LogLevel.Debug));
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("1", await browser.GetStringAsync(nodes.First.At("/get-blocking?key=a")));
        }

        Assert.Single(nodes.First.Logs.Entries, entry => entry.EventId.Id == 3003);
    }

    [Fact]
    public async Task Set_InANewSessionAfterTheResponseStarted_IsAnError()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();

        await Assert.ThrowsAsync<HttpRequestException>(() => browser.GetStringAsync(nodes.First.At("/late-new")));

        Assert.Contains(nodes.First.Logs.Entries, entry => entry.Exception?.Message.Contains("after the response has started", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Set_OfMoreThanMaxBytes_IsAnErrorThatNamesTheBound_AndKeepsTheSession()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        using var response = await browser.GetAsync(nodes.First.At("/large?bytes=100001"));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(nodes.First.Logs.Entries, entry => entry.Exception?.Message.Contains("100,000 bytes (Clustering:Sessions:MaxBytes)", StringComparison.Ordinal) == true);
        Assert.Equal("a", await browser.GetStringAsync(nodes.First.At("/keys")));
    }

    [Fact]
    public async Task Commit_ByTheEndpoint_StoresThen_AndTheRestWithTheResponse()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        await browser.GetStringAsync(nodes.First.At("/commit"));

        Assert.Equal("a,committed,then", await browser.GetStringAsync(nodes.Second.At("/keys")));
    }

    [Fact]
    public async Task Value_WithALifetimeOfItsOwn_EndsOnEveryNode_AndIsRemoved()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));
        await browser.GetStringAsync(nodes.First.At("/short-lived"));

        await Eventually.TrueAsync(
            async () => await browser.GetStringAsync(nodes.First.At("/keys")) == "a" && await browser.GetStringAsync(nodes.Second.At("/keys")) == "a",
            "the value ends");

        await browser.GetStringAsync(nodes.First.At("/set?key=b&value=2"));
        var record = $"{{{nodes.Cluster}}}:session:{await browser.GetStringAsync(nodes.First.At("/id"))}";
        Assert.False(await SharedRedis.Connection.GetDatabase().HashExistsAsync(record, ".otp"));
    }

    [Fact]
    public async Task Cookie_OfTheStockMiddleware_IsGoodForOurs_AndTheOtherWayRound()
    {
        var cluster = ClusterNames.New();
        await using var ours = await TestNode.StartAsync(SharedRedis.Settings(cluster), SessionApp.Map);
        await using var stock = await TestNode.StartAsync(SharedRedis.Settings(cluster), SessionApp.MapStock);
        using var anna = TestNode.Browser();
        using var bert = TestNode.Browser();

        await anna.GetStringAsync(ours.At("/set?key=a&value=anna"));
        await bert.GetStringAsync(stock.At("/set?key=a&value=bert"));

        Assert.Equal("anna", await anna.GetStringAsync(stock.At("/get?key=a")));
        Assert.Equal("bert", await bert.GetStringAsync(ours.At("/get?key=a")));
    }

    [Fact]
    public async Task AllKeys_AfterAllThis_HaveATimeToLive()
    {
        await using var nodes = await StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        foreach (var path in (string[])["/set?key=a&value=1", "/sign-in?user=anna", "/count?key=n", "/renew", "/required", "/short-lived", "/idle?seconds=100", "/take?key=a", "/commit"])
        {
            await browser.GetStringAsync(nodes.First.At(path));
            var without = await KeySweep.WithoutTtlAsync(SharedRedis.Connection, nodes.Cluster);
            // But for the key ring, whose owner is Data Protection: see docs/keys.md.
            var others = without.Where(key => !key.EndsWith(":data-protection", StringComparison.Ordinal)).ToList();
            Assert.True(others.Count == 0, $"After {path}: {string.Join(", ", others)}");
        }
    }
}
