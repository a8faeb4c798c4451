using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>A node's memory of a session saves bytes, never freshness: whatever happened in between, the next request sees it all.</summary>
public sealed class SessionLocalCopyTests
{
    private static Action<WebApplication> Map(Gate gate) => app =>
    {
        SessionApp.Map(app);
        app.MapGet("/in-between/{how}", async (HttpContext context, string how) =>
        {
            var session = context.Session;
            await session.LoadAsync();
            await gate.PassAsync(how);
            session.SetString("first", "1");
            switch (how)
            {
                case "commit":
                    break;
                case "two-commits":
                    await session.CommitAsync();
                    break;
                case "increment":
                    await session.IncrementAsync("n");
                    break;
                case "take":
                    await session.TakeAsync("base");
                    break;
                case "lifetime":
                    session.SetString("short", "1", TimeSpan.FromMinutes(1));
                    await session.CommitAsync();
                    break;
            }

            session.SetString("second", "2");
        });
    };

    [Theory]
    [InlineData("commit")]
    [InlineData("two-commits")]
    [InlineData("increment")]
    [InlineData("take")]
    [InlineData("lifetime")]
    public async Task Read_AfterAnotherNodeWroteInTheMiddleOfARequest_SeesBoth(string how)
    {
        var gate = new Gate();
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New("copies"), Map(gate));
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(nodes.First.At("/set?key=base&value=0"));

        var request = browser.GetStringAsync(nodes.First.At($"/in-between/{how}"));
        await gate.Reached(how);
        await browser.GetStringAsync(nodes.Second.At("/set?key=between&value=x"));
        gate.Open(how);
        await request;

        var here = await browser.GetStringAsync(nodes.First.At("/keys"));
        Assert.Contains("between", here, StringComparison.Ordinal);
        Assert.Contains("first", here, StringComparison.Ordinal);
        Assert.Contains("second", here, StringComparison.Ordinal);
        Assert.Equal(here, await browser.GetStringAsync(nodes.Second.At("/keys")));
    }

    [Fact]
    public async Task Read_OfEveryKindOfChangeByTheOtherNode_IsNeverOld()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New("copies"));
        using var browser = TestNode.Browser();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 400; round++)
        {
            var writer = random.Next(2) == 0 ? nodes.First : nodes.Second;
            var reader = random.Next(2) == 0 ? nodes.First : nodes.Second;
            var key = $"k{random.Next(4)}";
            var (path, check, expected) = random.Next(6) switch
            {
                0 => ($"/remove?key={key}", $"/get?key={key}", "(none)"),
                1 => ("/clear", "/keys", ""),
                2 => ($"/take?key={key}", $"/get?key={key}", "(none)"),
                3 => ("/renew", "/get?key=nothing", "(none)"),
                4 => ($"/sign-in?user=u{round}", "/user", $"u{round}"),
                _ => ($"/set?key={key}&value={round}", $"/get?key={key}", $"{round}"),
            };
            await browser.GetStringAsync(writer.At(path));

            var seen = await browser.GetStringAsync(reader.At(check));

            Assert.True(expected == seen, $"After {path}, {check} gave '{seen}' (round {round}, seed {seed}).");
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1000")]
    public async Task LocalCopyBytes_SmallOrNone_ChangesNothingButBytes(string bytes)
    {
        await using var nodes = await TwoNodes.StartAsync(
            ClusterNames.New("copies"), configure: settings => settings["Clustering:Sessions:LocalCopyBytes"] = bytes);
        using var browser = TestNode.Browser();

        for (var round = 0; round < 20; round++)
        {
            await browser.GetStringAsync(nodes.First.At($"/set?key=a&value={round}"));
            Assert.Equal($"{round}", await browser.GetStringAsync(nodes.First.At("/get?key=a")));
            Assert.Equal($"{round}", await browser.GetStringAsync(nodes.Second.At("/get?key=a")));
        }
    }
}
