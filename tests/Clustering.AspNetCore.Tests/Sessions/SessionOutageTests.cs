using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>What visitors meet while Redis is slow or away: the right answer or an honest error, and soon.</summary>
[Collection(Alone.Name)]
public sealed class SessionOutageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync();

    private Dictionary<string, string?> Settings(string? policy = null, string budget = "5s")
    {
        var settings = new Dictionary<string, string?>(_redis.Settings("outage")) { ["Clustering:Sessions:Budget"] = budget };
        if (policy is not null)
        {
            settings["Clustering:Sessions:OnUnavailable"] = policy;
        }

        return settings;
    }

    [Theory]
    [InlineData("/get?key=a", false)]
    [InlineData("/get-declared?key=a", false)]
    [InlineData("/get-blocking?key=a", false)]
    [InlineData("/get?key=a", true)]
    [InlineData("/get-blocking?key=a", true)]
    public async Task Stall_Of3Seconds_Under200Requests_EndsInRightAnswersOrHonestErrors(string path, bool stock)
    {
        const int Requests = 200;
        var stall = TimeSpan.FromSeconds(3);
        await using var node = await TestNode.StartAsync(Settings(), stock ? SessionApp.MapStock : SessionApp.Map);
        var browsers = Enumerable.Range(0, Requests).Select(_ => TestNode.Browser()).ToList();
        foreach (var (number, browser) in browsers.Index())
        {
            await browser.GetStringAsync(node.At($"/set?key=a&value={number}"));
        }

        using var bystander = TestNode.Browser();
        await bystander.GetStringAsync(node.At("/untouched"));

        var clock = Stopwatch.StartNew();
        _redis.Pause();
        var requests = browsers.Select(browser => AskAsync(browser, node.At(path))).ToList();
        var bystanders = new List<TimeSpan>();
        while (clock.Elapsed < stall)
        {
            var asked = Stopwatch.GetTimestamp();
            await bystander.GetStringAsync(node.At("/untouched"));
            bystanders.Add(Stopwatch.GetElapsedTime(asked));
            await Task.Delay(10); // The pace of the bystander, not a wait for anything.
        }

        _redis.Continue();
        var answers = await Task.WhenAll(requests);
        var drained = clock.Elapsed;
        browsers.ForEach(browser => browser.Dispose());

        var right = answers.Index().Count(answer => answer.Item.Status == HttpStatusCode.OK && answer.Item.Body == $"{answer.Index}");
        var honest = answers.Count(answer => (int)answer.Status is 500 or 503);
        output.WriteLine(
            $"{path} {(stock ? "UseSession" : "UseClusterSession")}: drained after {drained.TotalSeconds:0.00} s; {right} right, {honest} honest errors; " +
            $"bystander {bystanders.Count} requests, longest {bystanders.Max().TotalMilliseconds:0} ms");
        Assert.Equal(Requests, right + honest);
        Assert.InRange(drained, TimeSpan.Zero, stall + TimeSpan.FromSeconds(1));
        Assert.InRange(bystanders.Max(), TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        if (!path.Contains("blocking", StringComparison.Ordinal))
        {
            Assert.Equal(Requests, right); // Nobody's budget of 5 s was used up.
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient browser, Uri address)
    {
        using var response = await browser.GetAsync(address);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/get?key=a", false)]
    [InlineData("/get-declared?key=a", false)]
    [InlineData("/get-blocking?key=a", false)]
    [InlineData("/set?key=a&value=2", false)]
    [InlineData("/count?key=n", false)]
    [InlineData("/get?key=a", true)]
    [InlineData("/set?key=a&value=2", true)]
    public async Task Request_WhileRedisIsDead_Gets503WithinItsBudget_AndThenAtOnce(string path, bool stock)
    {
        await using var node = await TestNode.StartAsync(Settings(budget: "2s"), stock ? SessionApp.MapStock : SessionApp.Map);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(node.At("/set?key=a&value=1"));
        _redis.Kill();

        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(browser, node.At(path))).Status);
        var first = clock.Elapsed;
        var later = new List<TimeSpan>();
        for (var i = 0; i < 50; i++)
        {
            clock.Restart();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(browser, node.At(path))).Status);
            later.Add(clock.Elapsed);
        }

        later.Sort();
        output.WriteLine($"{path}: first {first.TotalMilliseconds:0} ms, then median {later[25].TotalMilliseconds:0.0} ms, longest {later[^1].TotalMilliseconds:0.0} ms");
        Assert.InRange(first, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
        Assert.InRange(later[25], TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        Assert.Equal("untouched", (await AskAsync(browser, node.At("/untouched"))).Body);
    }

    [Fact]
    public async Task Request_WhileRedisIsFrozen_Gets503WithinItsBudget_AndThenAtOnce()
    {
        await using var node = await TestNode.StartAsync(Settings(budget: "500ms"), SessionApp.Map);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(node.At("/set?key=a&value=1"));
        _redis.Pause();

        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(browser, node.At("/get?key=a"))).Status);
        var first = clock.Elapsed;
        clock.Restart();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(browser, node.At("/get?key=a"))).Status);
        var second = clock.Elapsed;
        _redis.Continue();

        output.WriteLine($"first {first.TotalMilliseconds:0} ms, second {second.TotalMilliseconds:0.0} ms");
        Assert.InRange(first, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(1.5));
        Assert.InRange(second, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        await Eventually.TrueAsync(async () => (await AskAsync(browser, node.At("/get?key=a"))).Body == "1", "the session is there again");
    }

    [Fact]
    public async Task Request_AfterRedisIsBack_GoesOnByItself()
    {
        await using var node = await TestNode.StartAsync(Settings(), SessionApp.Map);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(node.At("/set?key=a&value=1"));
        _redis.Kill();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(browser, node.At("/get?key=a"))).Status);

        await _redis.RestartAsync();

        await Eventually.TrueAsync(
            async () => (await AskAsync(browser, node.At("/set?key=a&value=2"))).Status == HttpStatusCode.OK, "sessions can be stored again");
        Assert.Equal("2", (await AskAsync(browser, node.At("/get?key=a"))).Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Degrade_WhileRedisIsDead_AnswersWithAnEmptySessionThatSaysSo(bool stock)
    {
        await using var node = await TestNode.StartAsync(Settings("Degrade"), app =>
        {
            (stock ? (Action<WebApplication>)SessionApp.MapStock : SessionApp.Map)(app);
            app.MapGet("/available", (HttpContext context) => context.Session.IsAvailable ? "yes" : "no");
        });
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(node.At("/set?key=a&value=1"));
        Assert.Equal("yes", (await AskAsync(browser, node.At("/available"))).Body);
        _redis.Kill();

        Assert.Equal((HttpStatusCode.OK, "(none)"), await AskAsync(browser, node.At("/get?key=a")));
        Assert.Equal((HttpStatusCode.OK, "set"), await AskAsync(browser, node.At("/set?key=a&value=2")));
        Assert.Equal("no", (await AskAsync(browser, node.At("/available"))).Body);
    }

    [Fact]
    public async Task Commit_ThatFails_IsNever200()
    {
        // Redis dies between reading the session and storing it.
        var gate = new Gate();
        var outcomes = new ConcurrentBag<HttpStatusCode>();
        await using var node = await TestNode.StartAsync(Settings(budget: "1s"), app =>
        {
            SessionApp.Map(app);
            app.MapGet("/slow/{kind}", async (HttpContext context, string kind) =>
            {
                await context.Session.LoadAsync();
                await gate.PassAsync(kind);
                context.Session.SetString("a", "2");
                switch (kind)
                {
                    case "text": await context.Response.WriteAsync("stored"); break;
                    case "stream": await context.Response.Body.WriteAsync("stored"u8.ToArray()); break;
                    case "empty": break;
                    case "redirect": context.Response.Redirect("/"); break;
                    case "swallowed":
                        try
                        {
                            await context.Response.WriteAsync("stored");
                        }
                        catch (ClusterUnavailableException)
                        {
                            // An endpoint that catches everything still cannot say 200.
                        }

                        break;
                }
            });
        });
        string[] kinds = ["text", "stream", "empty", "redirect", "swallowed"];
        var requests = kinds.Select(async kind =>
        {
            using var browser = TestNode.Browser();
            await browser.GetStringAsync(node.At("/set?key=a&value=1"));
            outcomes.Add((await AskAsync(browser, node.At($"/slow/{kind}"))).Status);
        }).ToList();
        await Task.WhenAll(kinds.Select(gate.Reached));
        _redis.Kill();
        foreach (var kind in kinds)
        {
            gate.Open(kind);
        }

        await Task.WhenAll(requests);

        Assert.All(outcomes, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
    }

    [Theory]
    [InlineData("Fail")]
    [InlineData("Degrade")]
    public async Task Node_ThatStartsWhileRedisIsAway_TakesNoVisitorForANewOne(string policy)
    {
        // It has no key ring yet, so it cannot even open the cookie.
        await using var lasting = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        var settings = new Dictionary<string, string?>(Settings(policy)) { ["spring.redis.port"] = $"{lasting.Port}" };
        var cookies = new CookieContainer();
        using var browser = TestNode.Browser(cookies);
        await using (var earlier = await TestNode.StartAsync(settings, SessionApp.Map))
        {
            await browser.GetStringAsync(earlier.At("/set?key=a&value=1"));
        }

        lasting.Kill();
        await using var node = await TestNode.StartAsync(settings, SessionApp.Map);
        var before = cookies.GetAllCookies().Single().Value;

        var answer = await AskAsync(browser, node.At("/get?key=a"));
        await AskAsync(browser, node.At("/set?key=b&value=2"));
        var untouched = await AskAsync(browser, node.At("/untouched"));

        Assert.Equal(policy == "Fail" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, answer.Status);
        Assert.Equal((HttpStatusCode.OK, "untouched"), untouched);
        Assert.Equal(before, cookies.GetAllCookies().Single().Value);
        await lasting.RestartAsync();
        await Eventually.TrueAsync(async () => (await AskAsync(browser, node.At("/get?key=a"))).Body == "1", "the visitor has his session again");
    }
}
