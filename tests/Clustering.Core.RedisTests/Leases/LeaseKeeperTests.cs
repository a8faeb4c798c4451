using System.Diagnostics;
using Clustering.Leases;
using Clustering.Leases.Internal;
using Clustering.Redis.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Leases;

/// <summary>What a node holds is extended while it lives, and a holder knows in time when it is not.</summary>
public sealed class LeaseKeeperTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Lease_WhileItsNodeLives_LastsLongerThanItsTerm()
    {
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(1.5, 0.4));
        var lease = await rig.HoldAsync("a");
        var began = Stopwatch.GetTimestamp();

        await Eventually.TrueAsync(() => Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(4), "more than two terms pass");

        Assert.True(lease.IsHeld);
        Assert.True(await rig.RemainingAsync("a") > TimeSpan.Zero);
    }

    [Fact]
    public async Task Lease_ThatWasLetGo_IsNotExtendedAndNotLost()
    {
        var time = new ManualTimeProvider();
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(30, 10), time);
        var kept = await rig.HoldAsync("kept");
        var lease = await rig.HoldAsync("a");
        await rig.Database.KeyExpireAsync(LeaseRig.Record("a"), 5 * Second);
        await rig.Database.KeyExpireAsync(LeaseRig.Record("kept"), 5 * Second);

        Assert.True(rig.Keeper.LetGo(lease));
        time.Advance(11 * Second);
        await Eventually.TrueAsync(async () => await rig.RemainingAsync("kept") > 20 * Second, "the other one is extended");

        Assert.True(await rig.RemainingAsync("a") <= 5 * Second);
        Assert.False(lease.IsHeld);
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.False(rig.Keeper.LetGo(lease));
        Assert.True(kept.IsHeld);
    }

    [Theory]
    [InlineData("", LeaseLossReason.Expired, null, null)]
    [InlineData("+other/1\n5\nother\n6\n", LeaseLossReason.TakenOver, "other", null)]
    [InlineData("-node/a\nforced\nanna\nit\nhangs", LeaseLossReason.Forced, "anna", "it\nhangs")]
    [InlineData("-node/a\ntransferred\nben", LeaseLossReason.TakenOver, null, null)]
    [InlineData("-other/1\nreleased\n", LeaseLossReason.Expired, null, null)]
    [InlineData("nonsense", LeaseLossReason.TakenOver, null, null)]
    public async Task Renewal_ThatFindsSomethingElse_SaysWhat(string instead, LeaseLossReason reason, string? by, string? why)
    {
        var time = new ManualTimeProvider();
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(30, 10), time);
        var lease = await rig.HoldAsync("a");
        await rig.Database.KeyDeleteAsync(LeaseRig.Record("a"));
        if (instead.Length > 0)
        {
            await rig.WriteAsync("a", instead);
        }

        time.Advance(11 * Second);
        await Eventually.TrueAsync(() => lease.Lost.IsCancellationRequested, "the renewal finds out");

        Assert.Equal(new(reason, by, why), lease.Loss);
        Assert.Equal(instead, (string?)await rig.Database.StringGetAsync(LeaseRig.Record("a")) ?? "");
        await rig.Log.WaitForAsync(entry => entry.EventId.Id == 2000, "the loss is logged");
    }

    [Fact]
    public async Task Renewal_OfOneForcedOutAndTakenSince_SaysByWhom()
    {
        var time = new ManualTimeProvider();
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(30, 10), time);
        var lease = await rig.HoldAsync("a");
        await rig.WriteAsync("a", "+other/1\n5\nother\n6\n");
        await rig.Database.HashSetAsync(rig.Keys.Forced, "node/a", "anna\nit hangs");

        time.Advance(11 * Second);
        await Eventually.TrueAsync(() => lease.Lost.IsCancellationRequested, "the renewal finds out");

        Assert.Equal(new(LeaseLossReason.Forced, "anna", "it hangs"), lease.Loss);
    }

    [Fact]
    public async Task Lost_WhileRedisIsSilent_ComesAtTheMarginBeforeTheEndAndNotEarlier()
    {
        var time = new ManualTimeProvider();
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(30, 10), time);
        var lease = await rig.HoldAsync("a");
        rig.Server.Pause();
        try
        {
            time.Advance(28.9 * Second);
            Assert.True(lease.IsHeld);

            time.Advance(0.2 * Second);
            Assert.False(lease.IsHeld);
            Assert.True(lease.Lost.IsCancellationRequested);
            Assert.Equal(new(LeaseLossReason.Unconfirmed), lease.Loss);
        }
        finally
        {
            rig.Server.Continue();
        }
    }

    [Fact]
    public async Task Lost_WithAWallClockThatJumps_DoesNotMove()
    {
        var time = new ManualTimeProvider();
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(30, 10), time);
        var lease = await rig.HoldAsync("a");

        time.JumpWallClock(TimeSpan.FromDays(300));
        Assert.True(lease.IsHeld);
        time.JumpWallClock(TimeSpan.FromDays(-600));
        time.Advance(11 * Second);
        await Eventually.TrueAsync(() => lease.Renewed > 0 && time.GetElapsedTime(lease.Renewed) < Second, "it is extended as if nothing had been");

        Assert.True(lease.IsHeld);
    }

    [Fact]
    public async Task Outage_ShorterThanTheLease_LosesNothing()
    {
        var server = await RedisServer.StartAsync();
        await using var wire = new TcpProxy(server.Port);
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(6, 1), wire: wire, server: server);
        var lease = await rig.HoldAsync("a");

        wire.Cut();
        await rig.Log.WaitForAsync(entry => entry.EventId.Id == 2001, "a renewal fails");
        var before = await rig.RemainingAsync("a");
        wire.Restore();
        await Eventually.TrueAsync(async () => await rig.RemainingAsync("a") > before, "it is extended again");

        Assert.True(lease.IsHeld);
    }

    [Fact]
    public async Task Lost_BehindABlackHole_ComesBeforeRedisForgets()
    {
        var server = await RedisServer.StartAsync();
        await using var wire = new TcpProxy(server.Port);
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(2, 0.5), wire: wire, server: server);
        var lease = await rig.HoldAsync("a");

        wire.Blackhole = true;
        await Eventually.TrueAsync(() => lease.Lost.IsCancellationRequested, "nothing is confirmed any more");

        Assert.True(await rig.RemainingAsync("a") > TimeSpan.Zero);
        Assert.Equal(LeaseLossReason.Unconfirmed, lease.Loss!.Reason);
        wire.Blackhole = false;
    }

    [Fact]
    [NotOn("garnet", "It has no slow log, and does not count the commands in scripts.")]
    public async Task Renewal_OfTenThousand_IsTwentyCommandsAndNoneOfThemLong()
    {
        var time = new ManualTimeProvider();
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(60, 20), time);
        var leases = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => rig.HoldAsync($"{i}")));
        await rig.Database.KeyExpireAsync(LeaseRig.Record("9999"), 30 * Second);
        await rig.Database.ExecuteAsync("SCRIPT", "LOAD", new RedisScript("lease-renew.lua").Text); // Else each of the first would be sent twice.
        await rig.Database.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "2000");
        await rig.Database.ExecuteAsync("SLOWLOG", "RESET");
        await rig.Server.ResetStatsAsync();

        time.Advance(20 * Second);
        await Eventually.TrueAsync(() => leases.All(lease => time.GetElapsedTime(lease.Renewed) < 5 * Second), "all are extended");

        var stats = await rig.Server.CommandStatsAsync();
        var slow = (RedisResult[])(await rig.Database.ExecuteAsync("SLOWLOG", "GET", "100"))!;
        TestContext.Current.TestOutputHelper?.WriteLine(stats.ToString());
        Assert.Equal(20, stats["evalsha"] + stats["eval"]);
        Assert.True(await rig.RemainingAsync("9999") > 50 * Second);

        // Not all: where others use the machine too, a server that has to wait for its turn counts that as its own time.
        Assert.InRange(slow.Count(entry => Command(entry) == "EVALSHA"), 0, 15);
    }

    private static string Command(RedisResult entry) => ((string?)((RedisResult[])((RedisResult[])entry!)[3]!)[0])!.ToUpperInvariant();

    [Fact]
    public async Task Keep_OfManyThatComeAndGo_SetsTheTimerOnce()
    {
        var time = new ManualTimeProvider();
        await using var rig = await LeaseRig.StartAsync(LeaseRig.Terms(30, 10), time);

        for (var i = 0; i < 1000; i++)
        {
            var lease = rig.Keeper.Keep(LeaseRig.Record("a"), $"node/{i}", "a", time.GetTimestamp());
            rig.Keeper.LetGo(lease);
        }

        Assert.Equal(1, time.TimersWaiting);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, time.TimersWaiting);
        Assert.Empty(rig.Keeper.Held);
    }
}
