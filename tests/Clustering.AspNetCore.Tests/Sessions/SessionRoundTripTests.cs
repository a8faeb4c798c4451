using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>What a request costs in Redis, counted by the server: one script is one round trip.</summary>
public sealed class SessionRoundTripTests(RoundTripNodes nodes) : IClassFixture<RoundTripNodes>
{
    private async Task<long> CountAsync(HttpClient browser, Uri request)
    {
        await nodes.Redis.ResetStatsAsync();
        using (var response = await browser.GetAsync(request))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        return await ScriptsAsync();
    }

    private async Task<long> ScriptsAsync()
    {
        var stats = await nodes.Redis.CommandStatsAsync();
        return stats["eval"] + stats["evalsha"];
    }

    [Theory]
    [InlineData("/untouched", 0)]
    [InlineData("/get?key=a", 0)]
    [InlineData("/get-blocking?key=a", 0)]
    [InlineData("/get-declared?key=a", 0)]
    public async Task Request_WithoutACookie_CostsNothingUnlessItWrites(string path, int expected)
    {
        foreach (var node in (TestNode[])[nodes.Ours, nodes.Stock])
        {
            using var browser = TestNode.Browser();
            Assert.Equal(expected, await CountAsync(browser, node.At(path)));
        }
    }

    [Theory]
    [InlineData("/get?key=a", 1)]
    [InlineData("/get-blocking?key=a", 1)]
    [InlineData("/get-declared?key=a", 1)]
    [InlineData("/keys", 1)]
    [InlineData("/set?key=a&value=2", 2)]
    [InlineData("/set?key=b&value=1", 2)]
    [InlineData("/set?key=a&value=1", 1)] // The same value again is no change.
    [InlineData("/remove?key=a", 2)]
    [InlineData("/remove?key=other", 1)]
    [InlineData("/clear", 2)]
    [InlineData("/count?key=n", 2)]
    [InlineData("/take?key=a", 2)]
    [InlineData("/renew", 2)]
    public async Task Request_ThatUsesItsSession_CostsOneToReadAndOneToChange(string path, int expected)
    {
        foreach (var node in (TestNode[])[nodes.Ours, nodes.Stock])
        {
            using var browser = TestNode.Browser();
            await browser.GetStringAsync(node.At("/set?key=a&value=1"));
            Assert.Equal(expected, await CountAsync(browser, node.At(path)));
        }
    }

    [Fact]
    public async Task Request_ThatLeavesItsSessionUntouched_CostsNothing()
    {
        foreach (var node in (TestNode[])[nodes.Ours, nodes.Stock])
        {
            using var browser = TestNode.Browser();
            await browser.GetStringAsync(node.At("/set?key=a&value=1"));
            Assert.Equal(0, await CountAsync(browser, node.At("/untouched")));
            Assert.Equal(0, await CountAsync(browser, node.At("/untouched")));
        }
    }

    [Fact]
    public async Task Request_ThatLeavesItsSessionUntouched_CostsOneWhenATouchIsDue()
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.AlwaysDue.At("/set?key=a&value=1"));

        await CountAsync(browser, nodes.AlwaysDue.At("/untouched"));

        await Eventually.TrueAsync(async () => await ScriptsAsync() == 1, "the touch follows the response");
    }

    [Fact]
    public async Task Request_ThatReadsALargeSessionAgain_GetsNotModified()
    {
        await using var wire = new TcpProxy(nodes.Redis.Port);
        await using var node = await TestNode.StartAsync(
            new Dictionary<string, string?>(nodes.Settings()) { ["spring.redis.port"] = $"{wire.Port}" }, SessionApp.Map);
        using var browser = TestNode.Browser();
        var large = new string('x', 2_000);
        for (var i = 0; i < 50; i++)
        {
            await browser.GetStringAsync(node.At($"/set?key=large{i}&value={large}"));
        }

        var before = wire.BytesToClient;
        await browser.GetStringAsync(node.At("/get?key=large1"));

        Assert.InRange(wire.BytesToClient - before, 1, 2_000);
    }
}

/// <summary>A Redis whose every command the tests cause, and three nodes: with our middleware, with the stock one, and with a touch always due.</summary>
public sealed class RoundTripNodes : IAsyncLifetime
{
    internal RedisServer Redis { get; private set; } = null!;

    internal TestNode Ours { get; private set; } = null!;

    internal TestNode Stock { get; private set; } = null!;

    internal TestNode AlwaysDue { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        Ours = await TestNode.StartAsync(Settings(), SessionApp.Map);
        Stock = await TestNode.StartAsync(Settings(), SessionApp.MapStock);
        AlwaysDue = await TestNode.StartAsync(
            new Dictionary<string, string?>(Settings()) { ["Clustering:Sessions:TouchGranularity"] = "0" }, SessionApp.Map);

        // Every script once, so that loading them is not counted.
        foreach (var node in (TestNode[])[Ours, Stock, AlwaysDue])
        {
            using var browser = TestNode.Browser();
            foreach (var path in (string[])["/set?key=a&value=1", "/get?key=a", "/set?key=a&value=2", "/count?key=n", "/renew"])
            {
                await browser.GetStringAsync(node.At(path));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ours.DisposeAsync();
        await Stock.DisposeAsync();
        await AlwaysDue.DisposeAsync();
        await Redis.DisposeAsync();
    }

    internal Dictionary<string, string?> Settings() => new(Redis.Settings("round-trips"))
    {
        ["Clustering:Nodes:Heartbeat"] = "60s", // Their scripts would be counted too.
        ["Clustering:Nodes:Lease"] = "180s",
    };
}
