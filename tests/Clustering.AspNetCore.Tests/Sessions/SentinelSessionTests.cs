using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>Sessions keep their promises while the primary fails over. Two nodes, real servers and sentinels.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
[Collection(Alone.Name)]
public sealed class SentinelSessionTests : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private SentinelCluster _sentinels = null!;
    private TwoNodes _nodes = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sentinels = await SentinelCluster.StartAsync();
        var cluster = ClusterNames.New(nameof(SentinelSessionTests));
        _nodes = await TwoNodes.StartAsync(
            cluster,
            app =>
            {
                SessionApp.Map(app);
                SessionApp.MapSlowSet(app, _gate);
            },
            settings =>
            {
                settings.Clear();
                foreach (var (key, value) in _sentinels.Settings(cluster))
                {
                    settings[key] = value;
                }
            });
    }

    public async ValueTask DisposeAsync()
    {
        await _nodes.DisposeAsync();
        await _sentinels.DisposeAsync();
    }

    [Fact]
    public async Task Requests_WhileThePrimaryFailsOver_AllSucceedAndSeeTheLastOnesChanges()
    {
        using var done = new CancellationTokenSource();
        var visitors = Enumerable.Range(0, 4).Select(visitor => Task.Run(() => VisitAsync(visitor, done.Token))).ToArray();

        for (var failover = 0; failover < 2; failover++)
        {
            await FailOverAsync();
            await Task.WhenAny(Task.WhenAll(visitors), Task.Delay(TimeSpan.FromSeconds(1), Cancel)); // Some more rounds on the new primary.
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(visitors), rounds => Assert.True(rounds > 20, $"Only {rounds} rounds."));
    }

    [Fact]
    public async Task Set_OfDifferentKeysByTwoRequestsAtOnce_AcrossAFailover_LosesNone()
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(_nodes.First.At("/set?key=base&value=1"), Cancel);
        var one = browser.GetStringAsync(_nodes.First.At("/slow-set?gateName=a&key=a&value=1"), Cancel);
        var two = browser.GetStringAsync(_nodes.Second.At("/slow-set?gateName=b&key=b&value=1"), Cancel);
        await Task.WhenAll(_gate.Reached("a"), _gate.Reached("b"));

        _gate.Open("a");
        await one;
        await FailOverAsync();
        _gate.Open("b");
        await two;

        Assert.Equal("a,b,base", await browser.GetStringAsync(_nodes.First.At("/keys"), Cancel));
    }

    [Fact]
    public async Task Ending_WhileARequestIsInFlight_AcrossAFailover_IsNotUndoneByIt()
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(_nodes.First.At("/sign-in?user=anna"), Cancel);
        var inFlight = browser.GetAsync(_nodes.First.At("/slow-set?gateName=end&key=a&value=1"), Cancel);
        await _gate.Reached("end");

        await browser.GetStringAsync(_nodes.Second.At("/clear"), Cancel);
        await FailOverAsync();
        _gate.Open("end");
        (await inFlight).Dispose();

        Assert.Equal("", await browser.GetStringAsync(_nodes.Second.At("/keys"), Cancel));
        Assert.Equal("(nobody)", await browser.GetStringAsync(_nodes.First.At("/user"), Cancel));
    }

    [Fact]
    public async Task Session_WhenThePrimaryCrashes_GivesHonestErrorsAndIsThereAfterwards()
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(_nodes.First.At("/sign-in?user=anna"), Cancel);
        await browser.GetStringAsync(_nodes.Second.At("/set?key=basket&value=7"), Cancel);
        await using (var primary = await _sentinels.ConnectPrimaryAsync())
        {
            await primary.GetDatabase().ExecuteAsync("WAIT", "2", "10000");
        }

        await _sentinels.KillPrimaryAsync();
        List<HttpStatusCode> seen = [];
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await browser.GetAsync(_nodes.First.At("/get?key=basket"), Cancel);
                seen.Add(response.StatusCode);
                Assert.True(
                    response.StatusCode == HttpStatusCode.ServiceUnavailable
                    || (response.StatusCode == HttpStatusCode.OK && await response.Content.ReadAsStringAsync(Cancel) == "7"),
                    $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancel)}");
                return response.StatusCode == HttpStatusCode.OK;
            },
            "the session is there again",
            TimeSpan.FromSeconds(40));

        Assert.Contains(HttpStatusCode.ServiceUnavailable, seen);
        Assert.Equal("anna", await browser.GetStringAsync(_nodes.Second.At("/user"), Cancel));
    }

    /// <summary>Changes on one node and reads on the other, at once. Any other answer than the right one fails.</summary>
    private async Task<int> VisitAsync(int visitor, CancellationToken done)
    {
        using var browser = TestNode.Browser();
        var round = 0;
        while (!done.IsCancellationRequested)
        {
            round++;
            var (one, other) = (round + visitor) % 2 == 0 ? (_nodes.First, _nodes.Second) : (_nodes.Second, _nodes.First);
            Assert.Equal("set", await browser.GetStringAsync(one.At($"/set?key=round&value={round}"), Cancel));
            Assert.Equal($"{round}", await browser.GetStringAsync(other.At("/get?key=round"), Cancel));
            Assert.Equal($"{round}", await browser.GetStringAsync(other.At("/count?key=n"), Cancel));
        }

        return round;
    }

    private async Task FailOverAsync()
    {
        var former = await _sentinels.PrimaryAsync();
        await _sentinels.FailoverAsync();
        await _sentinels.WaitForPrimaryAsync(former);
    }
}
