using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Nodes;
using Clustering.Sessions;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>Requests of one visitor at the same time, on two nodes: nothing is lost, and what has ended stays ended.</summary>
public sealed class SessionConcurrencyTests
{
    private const int Rounds = 500;
    private const int AtOnce = 10;

    /// <summary>The endpoints of this test: a request that reads, waits at a gate, and then changes the session.</summary>
    private static Action<WebApplication> Map(Gate gate, bool stock) => app =>
    {
        if (stock)
        {
            SessionApp.MapStock(app);
        }
        else
        {
            SessionApp.Map(app);
        }

        SessionApp.MapSlowSet(app, gate);
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Set_OfDifferentKeysByTwoRequestsAtOnce_LosesNone(bool stock)
    {
        var gate = new Gate();
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New(), Map(gate, stock));
        var lost = 0;
        await RunAsync(Rounds, async round =>
        {
            using var browser = TestNode.Browser();
            await browser.GetStringAsync(nodes.First.At("/set?key=base&value=1"));

            var one = browser.GetStringAsync(nodes.First.At($"/slow-set?gateName={round}a&key=a&value={round}"));
            var two = browser.GetStringAsync(nodes.Second.At($"/slow-set?gateName={round}b&key=b&value={round}"));
            await Task.WhenAll(gate.Reached($"{round}a"), gate.Reached($"{round}b")); // Both have read the same state.
            gate.Open($"{round}a");
            gate.Open($"{round}b");
            await Task.WhenAll(one, two);

            if (await browser.GetStringAsync(nodes.First.At("/keys")) != "a,b,base")
            {
                Interlocked.Increment(ref lost);
            }
        });

        Assert.Equal(0, lost);
    }

    public enum Ending
    {
        Clear,
        Abandon,
        Revoke,
        RevokeAll,
        Delete,
        Expire,
    }

    [Theory]
    [InlineData(Ending.Clear, false)]
    [InlineData(Ending.Clear, true)]
    [InlineData(Ending.Abandon, false)]
    [InlineData(Ending.Revoke, false)]
    [InlineData(Ending.RevokeAll, false)]
    [InlineData(Ending.Delete, false)]
    [InlineData(Ending.Delete, true)]
    [InlineData(Ending.Expire, false)]
    public async Task Ending_WhileARequestIsInFlight_IsNotUndoneByIt(Ending end, bool stock)
    {
        var gate = new Gate();
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New(), Map(gate, stock));
        var back = 0;
        await RunAsync(Rounds, async round =>
        {
            var cookies = new CookieContainer();
            using var browser = TestNode.Browser(cookies);
            var user = $"user-{round}";
            await browser.GetStringAsync(nodes.First.At($"/sign-in?user={user}"));
            var id = await browser.GetStringAsync(nodes.First.At("/id"));
            using var inFlight = TestNode.Browser(Copy(cookies, nodes.First.Address));

            var request = inFlight.GetStringAsync(nodes.First.At($"/slow-set?gateName={round}&key=late&value=1"));
            await gate.Reached($"{round}");
            await EndAsync(end, nodes, browser, user, id);
            gate.Open($"{round}");
            Assert.Equal(user, await request);

            if (await inFlight.GetStringAsync(nodes.Second.At("/keys")) != "" || await KeyExistsAsync(nodes.Cluster, id))
            {
                Interlocked.Increment(ref back);
            }
        });

        Assert.Equal(0, back);
    }

    private static async Task EndAsync(Ending end, TwoNodes nodes, HttpClient browser, string user, string id)
    {
        var directory = nodes.Second.Services.GetRequiredService<ISessionDirectory>();
        var database = SharedRedis.Connection.GetDatabase();
        RedisKey key = $"{{{nodes.Cluster}}}:session:{id}";
        switch (end)
        {
            case Ending.Clear:
                await browser.GetStringAsync(nodes.Second.At("/clear"));
                break;
            case Ending.Abandon:
                await browser.GetStringAsync(nodes.Second.At("/abandon"));
                break;
            case Ending.Revoke:
                Assert.True(await directory.RevokeAsync(user, id));
                break;
            case Ending.RevokeAll:
                await directory.RevokeAllAsync(user);
                break;
            case Ending.Delete:
                Assert.True(await database.KeyDeleteAsync(key));
                break;
            case Ending.Expire:
                Assert.True(await database.KeyExpireAsync(key, TimeSpan.FromMilliseconds(1)));
                await Eventually.TrueAsync(async () => !await database.KeyExistsAsync(key), "the key expires");
                break;
        }
    }

    private static Task<bool> KeyExistsAsync(string cluster, string id) =>
        SharedRedis.Connection.GetDatabase().KeyExistsAsync($"{{{cluster}}}:session:{id}");

    // The request in flight has its own browser, so that an answer to the other cannot take its cookie away.
    private static CookieContainer Copy(CookieContainer cookies, Uri address)
    {
        var copy = new CookieContainer();
        foreach (Cookie cookie in cookies.GetCookies(address))
        {
            copy.Add(address, new Cookie(cookie.Name, cookie.Value));
        }

        return copy;
    }

    private static Task RunAsync(int rounds, Func<int, Task> round) => Parallel.ForEachAsync(
        Enumerable.Range(0, rounds),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (number, _) => await round(number));
}
