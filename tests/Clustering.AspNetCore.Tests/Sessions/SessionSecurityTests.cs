using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>Who must not get into a session, and does not.</summary>
public sealed class SessionSecurityTests
{
    private const string CookieName = ".AspNetCore.Session";

    private static readonly IDatabase Database = SharedRedis.Connection.GetDatabase();

    private static async Task<string> CredentialAsync(TwoNodes nodes, HttpClient browser, CookieContainer cookies)
    {
        await browser.GetStringAsync(nodes.First.At("/untouched"));
        var text = WebUtility.UrlDecode(cookies.GetCookies(nodes.First.Address)[CookieName]!.Value);
        var protector = nodes.First.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(SessionMiddleware));
        return System.Text.Encoding.UTF8.GetString(protector.Unprotect(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))));
    }

    private static HttpClient BrowserWith(TwoNodes nodes, string cookie)
    {
        var cookies = new CookieContainer();
        cookies.Add(nodes.First.Address, new Cookie(CookieName, cookie));
        return TestNode.Browser(cookies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RenewId_AtSignIn_LeavesWhoeverPlantedTheOldIdWithNothing(bool stock)
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New(), stock ? SessionApp.MapStock : SessionApp.Map);
        var cookies = new CookieContainer();
        using var victim = TestNode.Browser(cookies);
        await victim.GetStringAsync(nodes.First.At("/set?key=basket&value=1"));
        var planted = cookies.GetCookies(nodes.First.Address)[CookieName]!.Value;

        await victim.GetStringAsync(nodes.First.At("/sign-in?user=anna"));
        await victim.GetStringAsync(nodes.First.At("/set?key=secret&value=of-anna"));

        Assert.NotEqual(planted, cookies.GetCookies(nodes.First.Address)[CookieName]!.Value);
        Assert.Equal("basket,secret,user", await victim.GetStringAsync(nodes.Second.At("/keys")));
        using var attacker = BrowserWith(nodes, planted);
        Assert.Equal("(nobody)", await attacker.GetStringAsync(nodes.Second.At("/user")));
        Assert.Equal("basket", await attacker.GetStringAsync(nodes.Second.At("/keys"))); // As it was before, for the grace.

        // What the attacker writes goes nowhere.
        await attacker.GetStringAsync(nodes.Second.At("/set?key=basket&value=poisoned"));
        Assert.Equal("1", await victim.GetStringAsync(nodes.First.At("/get?key=basket")));
        Assert.Equal("1", await attacker.GetStringAsync(nodes.First.At("/get?key=basket")));
    }

    [Theory]
    [InlineData("/take?key=flash")]
    [InlineData("/count?key=visits")]
    public async Task RenewId_AtSignIn_LetsTheOldIdNeitherTakeNorCount(string path)
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New());
        var cookies = new CookieContainer();
        using var victim = TestNode.Browser(cookies);
        await victim.GetStringAsync(nodes.First.At("/set?key=basket&value=1"));
        var planted = cookies.GetCookies(nodes.First.Address)[CookieName]!.Value;
        await victim.GetStringAsync(nodes.First.At("/sign-in?user=anna"));
        await victim.GetStringAsync(nodes.First.At("/set?key=flash&value=of-anna"));
        await victim.GetStringAsync(nodes.First.At("/count?key=visits"));

        using var attacker = BrowserWith(nodes, planted);
        using var response = await attacker.GetAsync(nodes.Second.At(path));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("2", await victim.GetStringAsync(nodes.First.At("/count?key=visits")));
        Assert.Equal("of-anna", await victim.GetStringAsync(nodes.First.At("/take?key=flash")));
    }

    [Fact]
    public async Task RenewId_WithoutGrace_EndsTheOldIdAtOnce()
    {
        await using var nodes = await TwoNodes.StartAsync(
            ClusterNames.New(), configure: static settings => settings["Clustering:Sessions:RenewGrace"] = "0");
        var cookies = new CookieContainer();
        using var victim = TestNode.Browser(cookies);
        await victim.GetStringAsync(nodes.First.At("/set?key=basket&value=1"));
        var planted = cookies.GetCookies(nodes.First.Address)[CookieName]!.Value;

        await victim.GetStringAsync(nodes.First.At("/sign-in?user=anna"));

        using var attacker = BrowserWith(nodes, planted);
        Assert.Equal("", await attacker.GetStringAsync(nodes.Second.At("/keys")));
        Assert.Equal("basket,user", await victim.GetStringAsync(nodes.Second.At("/keys")));
    }

    [Fact]
    public async Task RenewId_TwiceWithinTheGrace_KeepsTheSessionWithTheLatestCookie()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));

        await browser.GetStringAsync(nodes.First.At("/renew"));
        await browser.GetStringAsync(nodes.Second.At("/renew"));

        Assert.Equal("1", await browser.GetStringAsync(nodes.First.At("/get?key=a")));
    }

    [Fact]
    public async Task Keys_InRedis_DoNotContainTheCredential_AndMakeNoCookie()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New());
        var cookies = new CookieContainer();
        using var victim = TestNode.Browser(cookies);
        await victim.GetStringAsync(nodes.First.At("/sign-in?user=anna"));
        var credential = await CredentialAsync(nodes, victim, cookies);
        var id = await victim.GetStringAsync(nodes.First.At("/id"));

        // Everything a reader of Redis can see: keys, and all values of sessions.
        var seen = new List<string>();
        foreach (var key in await KeySweep.AllAsync(SharedRedis.Connection, nodes.Cluster))
        {
            seen.Add(key);
            if (await Database.KeyTypeAsync(key) == RedisType.Hash)
            {
                seen.AddRange((await Database.HashGetAllAsync(key)).SelectMany(field => new[] { field.Name.ToString(), field.Value.ToString() }));
            }
        }

        Assert.Contains(seen, text => text.Contains(id, StringComparison.Ordinal));
        Assert.DoesNotContain(seen, text => text.Contains(credential, StringComparison.OrdinalIgnoreCase));

        // He even has the keys with which cookies are made, and makes one out of the id: it leads to another session.
        var protector = nodes.First.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(SessionMiddleware));
        foreach (var guess in (string[])[id, id.PadRight(36)[..36], id.PadLeft(36, '0')[..36]])
        {
            using var attacker = BrowserWith(nodes, Convert.ToBase64String(protector.Protect(System.Text.Encoding.UTF8.GetBytes(guess))).TrimEnd('='));
            Assert.Equal("", await attacker.GetStringAsync(nodes.Second.At("/keys")));
        }
    }

    [Fact]
    public async Task KeySecret_MakesTheIdUnguessableFromTheCredential()
    {
        var credential = SessionIds.NewCredential();

        Assert.NotEqual(new SessionIds("a", "a secret of 16 characters").IdOf(credential), new SessionIds("a", null).IdOf(credential));
        Assert.NotEqual(new SessionIds("a", null).IdOf(credential), new SessionIds("b", null).IdOf(credential));
        Assert.Equal(new SessionIds("a", "s").IdOf(credential), new SessionIds("a", "s").IdOf(credential));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AAAA")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Cookie_ThatNobodyMade_IsANewSession(string cookie)
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New("forged"));
        using var browser = BrowserWith(nodes, cookie);

        Assert.Equal("(none)", await browser.GetStringAsync(nodes.First.At("/get?key=a")));

        Assert.Contains(nodes.First.Logs.Entries, entry => entry.EventId.Id == 3006);
    }

    [Fact]
    public async Task Encrypt_KeepsValuesUnreadableInRedis_AndTiesThemToTheirPlace()
    {
        await using var nodes = await TwoNodes.StartAsync(
            ClusterNames.New(), configure: static settings => settings["Clustering:Sessions:Encrypt"] = "true");
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=secret&value=open-sesame"));
        await browser.GetStringAsync(nodes.First.At("/set?key=other&value=something"));
        RedisKey record = $"{{{nodes.Cluster}}}:session:{await browser.GetStringAsync(nodes.First.At("/id"))}";

        Assert.DoesNotContain("open-sesame", (await Database.HashGetAsync(record, ".secret")).ToString(), StringComparison.Ordinal);
        Assert.Equal("open-sesame", await browser.GetStringAsync(nodes.Second.At("/get?key=secret")));

        // Somebody who can write to Redis moves a value to where he may see it.
        await Database.HashSetAsync(record, ".other", await Database.HashGetAsync(record, ".secret"));
        await Database.HashSetAsync(record, "#tag", "9-moved");
        using var response = await browser.GetAsync(nodes.Second.At("/get?key=other"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Value_OfAnUnknownFormat_IsAnErrorAndIsKept()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New());
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=a&value=1"));
        RedisKey record = $"{{{nodes.Cluster}}}:session:{await browser.GetStringAsync(nodes.First.At("/id"))}";
        byte[] future = [99, 1, 2, 3];
        await Database.HashSetAsync(record, [new(".future", future), new("#tag", "9-newer")]);

        using var response = await browser.GetAsync(nodes.First.At("/get?key=future"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        await browser.GetStringAsync(nodes.First.At("/set?key=b&value=2"));

        Assert.Equal(future, (byte[]?)await Database.HashGetAsync(record, ".future"));
    }

    [Fact]
    public async Task Logs_NeverContainSessionIdsOrValues()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New());
        var cookies = new CookieContainer();
        using var browser = TestNode.Browser(cookies);
        await browser.GetStringAsync(nodes.First.At("/sign-in?user=anna-who-is-private"));
        await browser.GetStringAsync(nodes.First.At("/get-blocking?key=user"));
        var id = await browser.GetStringAsync(nodes.First.At("/id"));
        var credential = await CredentialAsync(nodes, browser, cookies);

        var ours = nodes.First.Logs.Entries.Where(entry => entry.Category.StartsWith("Clustering.", StringComparison.Ordinal)).Select(entry => entry.Message).ToList();

        Assert.NotEmpty(ours);
        Assert.DoesNotContain(ours, text => text.Contains(id, StringComparison.Ordinal) || text.Contains(credential, StringComparison.Ordinal)
            || text.Contains("anna-who-is-private", StringComparison.Ordinal));
    }
}
