using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>What <c>HttpContext.Session</c> does with every middleware and every backend. Derive, say which, done.</summary>
public abstract class HttpSessionContract : IAsyncLifetime
{
    private readonly string _cluster = ClusterNames.New("http");
    private TestNode _node = null!;

    protected abstract Dictionary<string, string?> Settings(string cluster);

    protected abstract void Map(WebApplication app);

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync(Settings(_cluster), Map);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<string> GetAsync(HttpClient browser, string path)
    {
        using var response = await browser.GetAsync(_node.At(path));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task Set_ThenGet_GivesTheValue()
    {
        using var browser = TestNode.Browser();

        await GetAsync(browser, "/set?key=a&value=1");

        Assert.Equal("1", await GetAsync(browser, "/get?key=a"));
    }

    [Fact]
    public async Task Get_WithoutLoadAsync_GivesTheValue()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=a&value=1");

        Assert.Equal("1", await GetAsync(browser, "/get-blocking?key=a"));
        Assert.Equal("1", await GetAsync(browser, "/get-blocking?key=a"));
    }

    [Fact]
    public async Task Sessions_OfTwoVisitors_AreApart()
    {
        using var anna = TestNode.Browser();
        using var bert = TestNode.Browser();

        await GetAsync(anna, "/set?key=a&value=anna");
        await GetAsync(bert, "/set?key=a&value=bert");

        Assert.Equal("anna", await GetAsync(anna, "/get?key=a"));
        Assert.Equal("bert", await GetAsync(bert, "/get?key=a"));
    }

    [Fact]
    public async Task Remove_OneKey_LeavesTheOthers()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=a&value=1");
        await GetAsync(browser, "/set?key=b&value=2");

        await GetAsync(browser, "/remove?key=a");

        Assert.Equal("b", await GetAsync(browser, "/keys"));
    }

    [Fact]
    public async Task Remove_TheLastKey_LeavesAnEmptySessionThatCanBeUsed()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=a&value=1");
        await GetAsync(browser, "/remove?key=a");
        Assert.Equal("", await GetAsync(browser, "/keys"));

        await GetAsync(browser, "/set?key=b&value=2");

        Assert.Equal("b", await GetAsync(browser, "/keys"));
    }

    [Fact]
    public async Task Clear_RemovesEverything_AndTheCookieStartsAnew()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=a&value=1");

        await GetAsync(browser, "/clear");
        Assert.Equal("", await GetAsync(browser, "/keys"));

        await GetAsync(browser, "/set?key=b&value=2");
        Assert.Equal("b", await GetAsync(browser, "/keys"));
    }

    [Fact]
    public async Task Abandon_EndsTheSession_AndTakesTheCookieBack()
    {
        var cookies = new CookieContainer();
        using var browser = TestNode.Browser(cookies);
        await GetAsync(browser, "/set?key=a&value=1");
        Assert.Single(cookies.GetAllCookies());

        await GetAsync(browser, "/abandon");

        Assert.Empty(cookies.GetAllCookies());
        Assert.Equal("", await GetAsync(browser, "/keys"));
    }

    [Fact]
    public async Task Id_StaysTheSame_UntilItIsRenewed()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=a&value=1");
        var id = await GetAsync(browser, "/id");
        Assert.Equal(id, await GetAsync(browser, "/id"));

        await GetAsync(browser, "/renew");

        var renewed = await GetAsync(browser, "/id");
        Assert.NotEqual(id, renewed);
        Assert.Equal(renewed, await GetAsync(browser, "/id"));
        Assert.Equal("1", await GetAsync(browser, "/get?key=a"));
    }

    [Fact]
    public async Task Increment_ByManyRequestsAtOnce_GivesEachItsOwnNumber()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=a&value=1");

        var numbers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(browser, "/count?key=visits")));

        Assert.Equal(Enumerable.Range(1, 50), numbers.Select(int.Parse).Order());
        Assert.Equal("50", await GetAsync(browser, "/get?key=visits"));
    }

    [Fact]
    public async Task Increment_InANewSession_BeginsIt()
    {
        using var browser = TestNode.Browser();

        Assert.Equal("1", await GetAsync(browser, "/count?key=visits"));
        Assert.Equal("2", await GetAsync(browser, "/count?key=visits"));
    }

    [Fact]
    public async Task Take_ByManyRequestsAtOnce_GivesTheValueToOne()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=otp&value=123456");

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync(browser, "/take?key=otp")));

        Assert.Single(taken, "123456");
        Assert.Equal(19, taken.Count(value => value == "(none)"));
    }

    [Fact]
    public async Task SetUser_MakesTheSessionThatUsers()
    {
        using var browser = TestNode.Browser();
        Assert.Equal("(nobody)", await GetAsync(browser, "/user"));

        await GetAsync(browser, "/sign-in?user=anna");

        Assert.Equal("anna", await GetAsync(browser, "/user"));
        await GetAsync(browser, "/clear");
        Assert.Equal("(nobody)", await GetAsync(browser, "/user"));
    }

    [Fact]
    public async Task IdleTimeout_OfLessThanASecond_LetsTheSessionLiveThatLong()
    {
        using var browser = TestNode.Browser();
        await GetAsync(browser, "/set?key=a&value=1");

        await GetAsync(browser, "/idle?seconds=0.9");

        Assert.Equal("1", await GetAsync(browser, "/get?key=a"));
        await Eventually.TrueAsync(
            async () =>
            {
                await Task.Delay(1000); // Longer than the idle timeout: each look extends the life of what it looks at.
                return await GetAsync(browser, "/keys") == "";
            },
            "the session ends when nobody has used it for 0.9 s");
    }
}

public sealed class InProcessHttpSessionTests : HttpSessionContract
{
    protected override Dictionary<string, string?> Settings(string cluster) => new() { ["Clustering:Name"] = cluster };

    protected override void Map(WebApplication app) => SessionApp.Map(app);
}

public sealed class InProcessStockHttpSessionTests : HttpSessionContract
{
    protected override Dictionary<string, string?> Settings(string cluster) => new() { ["Clustering:Name"] = cluster };

    protected override void Map(WebApplication app) => SessionApp.MapStock(app);
}

public sealed class RedisHttpSessionTests : HttpSessionContract
{
    protected override Dictionary<string, string?> Settings(string cluster) => SharedRedis.Settings(cluster);

    protected override void Map(WebApplication app) => SessionApp.Map(app);
}

public sealed class RedisStockHttpSessionTests : HttpSessionContract
{
    protected override Dictionary<string, string?> Settings(string cluster) => SharedRedis.Settings(cluster);

    protected override void Map(WebApplication app) => SessionApp.MapStock(app);
}

public sealed class EncryptedHttpSessionTests : HttpSessionContract
{
    protected override Dictionary<string, string?> Settings(string cluster) =>
        new(SharedRedis.Settings(cluster)) { ["Clustering:Sessions:Encrypt"] = "true" };

    protected override void Map(WebApplication app) => SessionApp.Map(app);
}
