using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Sessions;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>What plain <c>UseSession()</c> cannot do over the cluster's sessions: the table in docs/sessions.md says so, and here it is seen.</summary>
public sealed class StockMiddlewareTests
{
    private static Task<TwoNodes> StartAsync(string cluster, Action<WebApplication> map, bool stock = true) => TwoNodes.StartAsync(
        cluster,
        app =>
        {
            (stock ? (Action<WebApplication>)SessionApp.MapStock : SessionApp.Map)(app);
            map(app);
        },
        build: static builder => builder.Logging.SetMinimumLevel(LogLevel.Debug));

    [Fact]
    public async Task Get_WithoutLoadAsync_MakesAThreadWaitEachTime()
    {
        await using var nodes = await StartAsync(ClusterNames.New(), static _ => { });
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        for (var i = 0; i < 3; i++)
        {
            await browser.GetStringAsync(nodes.First.At("/get-blocking?key=a"));
        }

        Assert.Equal(3, nodes.First.Logs.Entries.Count(entry => entry.EventId.Id == 3003));
    }

    [Fact]
    public async Task Metadata_IsIgnored()
    {
        await using var nodes = await StartAsync(ClusterNames.New(), static app =>
        {
            app.MapGet("/none", (HttpContext context) => context.Session.GetString("a"))
                .WithMetadata(new SessionAttribute(SessionAccess.None));
            app.MapGet("/read-only-set", (HttpContext context) => context.Session.SetString("a", "2"))
                .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        });
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        Assert.Equal("1", await browser.GetStringAsync(nodes.First.At("/none")));
        await browser.GetStringAsync(nodes.First.At("/read-only-set"));
        Assert.Equal("2", await browser.GetStringAsync(nodes.First.At("/get?key=a")));
    }

    [Theory]
    [InlineData(true, "before")]
    [InlineData(false, "after")]
    public async Task ChangeBetweenTwoWrites_IsSeenOnceTheClientHasAllBytes_OnlyByOurs(bool stock, string expected)
    {
        var gate = new Gate();
        await using var nodes = await StartAsync(
            ClusterNames.New($"late-{stock}"),
            app => app.MapGet("/late", async (HttpContext context) =>
            {
                await context.Session.LoadAsync();
                context.Response.ContentLength = 10;
                await context.Response.WriteAsync("hello");
                context.Session.SetString("a", "after");
                await context.Response.WriteAsync("again");
                await gate.PassAsync("late");
            }),
            stock);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=before"));

        Assert.Equal("helloagain", await browser.GetStringAsync(nodes.First.At("/late")));
        var read = await browser.GetStringAsync(nodes.Second.At("/get?key=a"));
        gate.Open("late");

        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData("text", true, HttpStatusCode.InternalServerError)]
    [InlineData("empty", true, HttpStatusCode.InternalServerError)]
    [InlineData("late", true, HttpStatusCode.OK)]
    [InlineData("text", false, HttpStatusCode.ServiceUnavailable)]
    [InlineData("empty", false, HttpStatusCode.ServiceUnavailable)]
    [InlineData("late", false, null)] // Cut off.
    public async Task Commit_ThatFails_Is500OrUnseen_WhereOursIs503OrCutOff(string kind, bool stock, HttpStatusCode? expected)
    {
        var gate = new Gate();
        await using var redis = await RedisServer.StartAsync();
        var settings = new Dictionary<string, string?>(redis.Settings("commit")) { ["Clustering:Sessions:Budget"] = "1s" };
        await using var node = await TestNode.StartAsync(settings, app =>
        {
            (stock ? (Action<WebApplication>)SessionApp.MapStock : SessionApp.Map)(app);
            app.MapGet("/slow", async (HttpContext context) =>
            {
                await context.Session.LoadAsync();
                if (kind == "late")
                {
                    await context.Response.WriteAsync("hello");
                }

                await gate.PassAsync(kind);
                context.Session.SetString("a", "2");
                if (kind == "text")
                {
                    await context.Response.WriteAsync("hello");
                }
            });
        });
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(node.At("/set?key=a&value=1"));

        var request = StatusAsync(browser, node.At("/slow"));
        await gate.Reached(kind);
        redis.Kill();
        gate.Open(kind);

        Assert.Equal(expected, await request);
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient browser, Uri address)
    {
        try
        {
            using var response = await browser.GetAsync(address);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
