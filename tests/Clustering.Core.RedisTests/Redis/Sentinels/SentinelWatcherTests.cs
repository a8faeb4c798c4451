using System.Diagnostics;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Sentinels;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Redis.Sentinels;

/// <summary>What the watcher makes of what sentinels say and publish. The sentinels are fakes, so it takes milliseconds.</summary>
[OnlyOn("redis", "Its sentinels are fakes.")]
public sealed class SentinelWatcherTests
{
    private const string SelectSlave = "+failover-state-select-slave";

    private static readonly string OfFirst = $"master mymaster 127.0.0.1 {WatchedSentinels.First.Port}";

    [Fact]
    public async Task Verdict_OfSentinelsThatAgree_IsWhatTheySay()
    {
        await using var sentinels = new WatchedSentinels();

        var watcher = await sentinels.StartedAsync();

        Assert.Equal(new SentinelVerdict(WatchedSentinels.First, 1), watcher.Verdict);
        Assert.True(watcher.IsConfirmed);
        Assert.Contains("moved", sentinels.Listener.Calls);
        await Eventually.TrueAsync(() => watcher.View is { Answering: 3, Quorum: 2, Replicas: not null }, "all of them are known");
    }

    [Fact]
    public async Task Sentinel_ThatIsSomebodyElses_IsOutvoted()
    {
        await using var sentinels = new WatchedSentinels();
        sentinels.Say(2, WatchedSentinels.Second, epoch: 99);

        var watcher = await sentinels.StartedAsync();
        await sentinels.Fakes[2].PublishAsync("+switch-master", $"mymaster 127.0.0.1 7010 127.0.0.1 {WatchedSentinels.Second.Port}");

        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(WatchedSentinels.First, (await watcher.AskAsync(TestContext.Current.CancellationToken)).Verdict?.Primary);
        }
    }

    [Fact]
    public async Task Failover_FromItsFirstEventOn_IsAnnouncedAndThenThePrimaryMoves()
    {
        await using var sentinels = new WatchedSentinels();
        var watcher = await sentinels.StartedAsync();

        sentinels.Say(0, WatchedSentinels.First, 1, "select_slave");
        await sentinels.Fakes[0].PublishAsync(SelectSlave, OfFirst);
        await Eventually.TrueAsync(() => sentinels.Listener.Calls[^1] == "began", "the failover is announced");
        sentinels.SayAll(WatchedSentinels.Second, epoch: 2);
        await Eventually.TrueAsync(() => watcher.Verdict?.Primary == WatchedSentinels.Second, "the primary is another");

        Assert.Equal(["moved", "began", "moved"], sentinels.Listener.Calls.Take(3));
        Assert.Single(sentinels.Log.Of(1201));
    }

    [Fact]
    public async Task Failover_ThatOnlyItsLeaderKnowsToBeOver_IsNotOver()
    {
        await using var sentinels = new WatchedSentinels();
        var watcher = await sentinels.StartedAsync();

        sentinels.Say(0, WatchedSentinels.Second, epoch: 2);
        for (var round = 0; round < 5; round++)
        {
            await watcher.AskAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(WatchedSentinels.First, watcher.Verdict?.Primary);
        sentinels.Say(1, WatchedSentinels.Second, epoch: 2);
        await Eventually.TrueAsync(() => watcher.Verdict?.Primary == WatchedSentinels.Second, "two of three are enough");
    }

    [Fact]
    public async Task Failover_WhoseEventsWereNotHeard_IsFoundByAsking()
    {
        await using var sentinels = new WatchedSentinels();
        await sentinels.StartedAsync();

        sentinels.Say(1, WatchedSentinels.First, 1, "wait_promotion");

        await Eventually.TrueAsync(() => sentinels.Listener.Count("began") == 1, "it is found");
    }

    [Fact]
    public async Task Sentinel_ThatWantsToFailOverAndIsNotElected_HoldsNobodyUp()
    {
        await using var sentinels = new WatchedSentinels();
        var watcher = await sentinels.StartedAsync();

        sentinels.Say(1, WatchedSentinels.First, 1, "wait_start");
        await sentinels.Fakes[1].PublishAsync("+try-failover", OfFirst);
        for (var round = 0; round < 5; round++)
        {
            await watcher.AskAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, sentinels.Listener.Count("began"));
    }

    [Fact]
    public async Task Failover_ThatIsGivenUp_IsAnnounced()
    {
        await using var sentinels = new WatchedSentinels();
        await sentinels.StartedAsync();
        sentinels.Say(0, WatchedSentinels.First, 1, "select_slave");
        await sentinels.Fakes[0].PublishAsync(SelectSlave, OfFirst);
        await Eventually.TrueAsync(() => sentinels.Listener.Count("began") == 1, "it began");

        sentinels.Say(0, WatchedSentinels.First, 1);
        await sentinels.Fakes[0].PublishAsync("-failover-abort-no-good-slave", OfFirst);

        await Eventually.TrueAsync(() => sentinels.Listener.Calls[^1] == "aborted", "it was given up");
    }

    [Fact]
    public async Task Failover_WhoseEndWasNotHeard_IsFoundByAsking()
    {
        await using var sentinels = new WatchedSentinels();
        await sentinels.StartedAsync();
        sentinels.Say(0, WatchedSentinels.First, 1, "select_slave");
        await sentinels.Fakes[0].PublishAsync(SelectSlave, OfFirst);
        await Eventually.TrueAsync(() => sentinels.Listener.Count("began") == 1, "it began");

        sentinels.Say(0, WatchedSentinels.First, 1);

        await Eventually.TrueAsync(() => sentinels.Listener.Calls[^1] == "aborted", "its leader does not lead any more");
    }

    [Fact]
    public async Task Events_OfAnotherPrimary_AreNotOurs()
    {
        await using var sentinels = new WatchedSentinels();
        await sentinels.StartedAsync();

        await sentinels.Fakes[0].PublishAsync(SelectSlave, "master other 127.0.0.1 7010");
        await sentinels.Fakes[0].PublishAsync("+slave", "slave 127.0.0.1:7011 127.0.0.1 7011 @ mymaster 127.0.0.1 7010");

        await Eventually.TrueAsync(() => sentinels.Log.Of(1207).Any(entry => entry.Message.EndsWith("+slave", StringComparison.Ordinal)), "ours was heard");
        Assert.Equal(0, sentinels.Listener.Count("began"));
    }

    [Fact]
    public async Task Sentinels_ThatAreAway_KeepNobodyFromKnowingThePrimary()
    {
        await using var sentinels = new WatchedSentinels(5);
        sentinels.Fakes[0].Blackhole = true;
        sentinels.Fakes[1].Cut();
        sentinels.Settings = sentinels.Settings with { Nodes = [.. sentinels.Settings.Nodes, new("no-such-host.invalid", 26379), sentinels.Settings.Nodes[2]] };
        var began = Stopwatch.GetTimestamp();

        var watcher = sentinels.Start();

        await Eventually.TrueAsync(() => watcher.Verdict is not null, "three of five are a majority");
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(() => watcher.View.Sentinels.Count(sentinel => sentinel.Failure is not null) == 3, "it is known who is away");
        await Eventually.TrueAsync(() => sentinels.Log.Of(1202).Count >= 3, "and said");
    }

    [Fact]
    public async Task Sentinels_ThatAreAllAway_ConfirmNothingAndTakeNothingBack()
    {
        await using var sentinels = new WatchedSentinels();
        var watcher = await sentinels.StartedAsync();
        foreach (var fake in sentinels.Fakes)
        {
            fake.Cut();
        }

        await Eventually.TrueAsync(() => !watcher.IsConfirmed, "nobody answers");
        Assert.Equal(WatchedSentinels.First, watcher.Verdict?.Primary);

        foreach (var fake in sentinels.Fakes)
        {
            fake.Restore();
        }

        await Eventually.TrueAsync(() => watcher.IsConfirmed, "they answer again");
    }

    [Fact]
    public async Task Sentinel_ThatCameBack_IsHeardAgain()
    {
        await using var sentinels = new WatchedSentinels();
        await sentinels.StartedAsync();
        sentinels.Fakes[1].Cut();
        await Eventually.TrueAsync(() => sentinels.Log.Of(1202).Count > 0, "it is missed");
        sentinels.Fakes[1].Restore();

        await Eventually.TrueAsync(
            async () =>
            {
                await sentinels.Fakes[1].PublishAsync(SelectSlave, OfFirst);
                return sentinels.Listener.Count("began") > 0;
            },
            "its events are heard");
    }

    [Fact]
    public async Task Sentinels_ThatOthersName_AreAskedToo()
    {
        await using var sentinels = new WatchedSentinels();
        sentinels.Settings = sentinels.Settings with { Nodes = [sentinels.Settings.Nodes[0]] };

        var watcher = await sentinels.StartedAsync();

        await Eventually.TrueAsync(() => watcher.View is { Answering: 3 }, "the two others are found");
        Assert.Equal(2, sentinels.Log.Of(1204).Count);
    }

    [Fact]
    public async Task Sentinels_ThatOthersNameByAnotherAddress_AreOneAndTheSame()
    {
        await using var sentinels = new WatchedSentinels();
        sentinels.Settings = sentinels.Settings with { Nodes = [.. sentinels.Fakes.Select(fake => new HostAndPort("localhost", fake.Port))] };

        var watcher = await sentinels.StartedAsync();

        await Eventually.TrueAsync(() => sentinels.Log.Of(1204).Count > 0 && watcher.View is { Sentinels.Count: 3, Answering: 3 }, "their doubles are let go");
        Assert.All(watcher.View.Sentinels, sentinel => Assert.Equal("localhost", sentinel.Address.Host));
    }

    [Fact]
    public async Task Sentinels_BehindOtherAddresses_AreReachedByTheMap()
    {
        await using var sentinels = new WatchedSentinels();
        var hidden = new HostAndPort("10.99.99.99", 26379);
        sentinels.Fakes[0].State = sentinels.Fakes[0].State with { Sentinels = [new(hidden.Host, hidden.Port)] };
        sentinels.Settings = sentinels.Settings with
        {
            Nodes = [sentinels.Settings.Nodes[0]],
            AddressMap = new(new Dictionary<HostAndPort, HostAndPort> { [hidden] = WatchedSentinels.AddressOf(sentinels.Fakes[2]) }),
        };

        var watcher = sentinels.Start();

        await Eventually.TrueAsync(
            () => watcher.View.Sentinels.Any(sentinel => sentinel == (WatchedSentinels.AddressOf(sentinels.Fakes[2]), null)), "it is reached");
    }

    [Fact]
    public async Task Replicas_InTrouble_AreThoseThatMostSentinelsThinkAre()
    {
        await using var sentinels = new WatchedSentinels();
        for (var i = 0; i < 3; i++)
        {
            sentinels.Fakes[i].State = sentinels.Fakes[i].State with
            {
                Replicas =
                [
                    new("127.0.0.1", 7011) { Flags = i == 0 ? "slave" : "slave,s_down" },
                    new("127.0.0.1", 7012) { Flags = i == 0 ? "slave,s_down,disconnected" : "slave" },
                ],
            };
        }

        var watcher = await sentinels.StartedAsync();

        await Eventually.TrueAsync(
            () => watcher.View.Replicas is [{ Address.Port: 7011, Trouble: "it is down" }, { Address.Port: 7012, Trouble: null }], "all have been asked");
    }
}
