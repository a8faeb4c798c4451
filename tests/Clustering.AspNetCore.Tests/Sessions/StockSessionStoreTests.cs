using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>
/// What ASP.NET Core's own session store does where ours promises something: the other half of the comparison in the README, measured.
/// Our half is in <see cref="SessionRoundTripTests"/> and <see cref="SessionConcurrencyTests"/>.
/// </summary>
public sealed class StockSessionStoreTests(StockNodes nodes, ITestOutputHelper output) : IClassFixture<StockNodes>
{
    [Theory]
    [InlineData("/untouched", false, 1)]
    [InlineData("/untouched", true, 2)]
    [InlineData("/get?key=a", true, 4)]
    [InlineData("/set?key=a&value=2", true, 4)] // Two to read, two to write.
    public async Task Request_CostsThisManyCommands(string path, bool withSession, int expected)
    {
        using var browser = TestNode.Browser();
        if (withSession)
        {
            await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));
        }

        await nodes.Redis.ResetStatsAsync();
        await browser.GetStringAsync(nodes.First.At(path));

        var stats = await nodes.Redis.CommandStatsAsync();
        output.WriteLine($"{path}: {stats}");
        Assert.Equal(expected, stats.Total);
    }

    [Fact]
    public async Task Set_OfDifferentKeysByTwoRequestsAtOnce_LosesOne()
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=base&value=1"));

        var one = browser.GetStringAsync(nodes.First.At("/slow-set?gateName=a&key=a&value=1"));
        var two = browser.GetStringAsync(nodes.Second.At("/slow-set?gateName=b&key=b&value=1"));
        await Task.WhenAll(nodes.Gate.Reached("a"), nodes.Gate.Reached("b"));
        nodes.Gate.Open("a");
        await one;
        nodes.Gate.Open("b");
        await two;

        Assert.Equal("b,base", await browser.GetStringAsync(nodes.First.At("/keys")));
    }

    [Fact]
    public async Task Clear_WhileARequestIsInFlight_IsUndoneByIt()
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=user&value=anna"));

        var request = browser.GetStringAsync(nodes.First.At("/slow-set?gateName=clear&key=late&value=1"));
        await nodes.Gate.Reached("clear");
        await browser.GetStringAsync(nodes.Second.At("/clear"));
        Assert.Equal("", await browser.GetStringAsync(nodes.Second.At("/keys")));
        nodes.Gate.Open("clear");
        await request;

        Assert.Equal("anna", await browser.GetStringAsync(nodes.Second.At("/get?key=user")));
    }

    [Fact]
    public async Task Read_OnAnotherNodeRightAfterTheResponse_MayMissTheChange()
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=before"));

        Assert.Equal("hello", await browser.GetStringAsync(nodes.First.At("/slow-end?gateName=end&key=a&value=after")));
        var read = await browser.GetStringAsync(nodes.Second.At("/get?key=a"));
        nodes.Gate.Open("end");

        Assert.Equal("before", read);
    }

    [Fact]
    public async Task Commit_WhileRedisIsDead_Is200()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await redis.ConnectAsync();
        var gate = new Gate();
        await using var node = await StockNode.StartAsync(redis, connection, "dying:", gate);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(node.At("/set?key=a&value=1"));

        var request = browser.GetAsync(node.At("/slow-set?gateName=dead&key=a&value=2"));
        await gate.Reached("dead");
        redis.Kill();
        gate.Open("dead");

        using var response = await request;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Session_TakenOverByTheCluster_IsEmptyOnOldNodes_AndWhatTheyWriteStaysThere()
    {
        await using var node = await nodes.StartNewAsync();
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=basket&value=1"));

        Assert.Equal("basket", await browser.GetStringAsync(node.At("/keys")));
        Assert.Equal("", await browser.GetStringAsync(nodes.Second.At("/keys")));

        await browser.GetStringAsync(nodes.Second.At("/set?key=late&value=2"));
        Assert.Equal("basket", await browser.GetStringAsync(node.At("/keys")));
    }
}

/// <summary>A Redis of the tests' own, and two nodes of an app without this library.</summary>
public sealed class StockNodes : IAsyncLifetime
{
    private const string Name = "stock:";

    private IConnectionMultiplexer _connection = null!;

    internal RedisServer Redis { get; private set; } = null!;

    internal StockNode First { get; private set; } = null!;

    internal StockNode Second { get; private set; } = null!;

    internal Gate Gate { get; } = new();

    /// <summary>Starts a node of the same app with this library: same Redis, same keys.</summary>
    internal Task<TestNode> StartNewAsync() => TestNode.StartAsync(
        new Dictionary<string, string?>(Redis.Settings("new")) { ["Clustering:Sessions:StockInstanceName"] = Name },
        SessionApp.Map,
        builder => builder.Services.AddDataProtection().SetApplicationName(Name).PersistKeysToStackExchangeRedis(_connection, StockNode.KeyRing(Name)));

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        _connection = await Redis.ConnectAsync();
        First = await StockNode.StartAsync(Redis, _connection, Name, Gate);
        Second = await StockNode.StartAsync(Redis, _connection, Name, Gate);
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(First.At("/set?key=a&value=1"));
        await browser.GetStringAsync(First.At("/get?key=a"));
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await _connection.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
