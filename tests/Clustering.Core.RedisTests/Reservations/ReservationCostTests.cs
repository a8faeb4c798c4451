using System.Diagnostics;
using Clustering.Reservations;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Reservations;

/// <summary>What reservations cost, as the server counts it, and what they leave there.</summary>
public sealed class ReservationCostTests
{
    private static readonly ReservationOwner Anna = new("anna"), Ben = new("ben");
    private static readonly ReservationLifetime Hour = ReservationLifetime.Fixed(TimeSpan.FromHours(1));
    private static readonly ReservationResource[] Thousand = [.. Enumerable.Range(0, 1000).Select(i => new ReservationResource("document", $"{i:0000000000}"))];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [NotOn("garnet", "It does not count the commands in scripts.")]
    public async Task ReserveAndRelease_OfOne_AreTwoRoundTrips()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var reservations = rig.Reservations(0);
        var session = await rig.BeginSessionAsync(0, "anna");
        var owner = new ReservationOwner("anna", session);
        await reservations.TryReserveAsync(Thousand[0], owner, ReservationLifetime.Session, null, Cancel);
        await reservations.ReleaseAsync(Thousand[0], owner, cancellationToken: Cancel);
        await rig.Server.ResetStatsAsync();

        for (var i = 0; i < 100; i++)
        {
            Assert.True((await reservations.TryReserveAsync(Thousand[i], owner, ReservationLifetime.Session, null, Cancel)).IsGranted);
            Assert.True((await reservations.ReleaseAsync(Thousand[i], owner, cancellationToken: Cancel)).IsDone);
        }

        var stats = await rig.Server.CommandStatsAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(stats.ToString());
        Assert.Equal((200, 0), (stats["evalsha"], stats["eval"]));
        Assert.Equal(200, stats["publish"]); // In the scripts.
    }

    [Fact]
    public async Task TryReserve_OfSomebodyElses_CostsOneRoundTripAndTwoWhereHisSessionDecides()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var reservations = rig.Reservations(0);
        var session = await rig.BeginSessionAsync(0);
        await reservations.TryReserveAsync(Thousand[0], Anna, Hour, null, Cancel);
        await reservations.TryReserveAsync(Thousand[1], new("anna", session), ReservationLifetime.Session, null, Cancel);
        await reservations.TryReserveAsync(Thousand[1], Ben, Hour, null, Cancel);

        foreach (var (resource, expected) in new[] { (Thousand[0], 1), (Thousand[1], 2) })
        {
            await rig.Server.ResetStatsAsync();
            Assert.False((await reservations.TryReserveAsync(resource, Ben, Hour, null, Cancel)).IsGranted);
            Assert.Equal(expected, (await rig.Server.CommandStatsAsync())["evalsha"]);
        }
    }

    [Fact]
    public async Task EachBulkCall_OfAThousand_TakesTheServerMilliseconds()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var reservations = rig.Reservations(0);
        var owner = new ReservationOwner("anna", await rig.BeginSessionAsync(0, "anna"));
        var fastest = new Dictionary<string, (double Took, double Longest)>();
        async Task MeasureAsync(string what, Func<Task> call)
        {
            await rig.Server.ResetStatsAsync();
            var began = Stopwatch.GetTimestamp();
            await call();
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var stats = await rig.Server.CommandStatsAsync();
            var each = await rig.EvalUsecAsync() / 1000.0 / (stats["evalsha"] + stats["eval"]);
            var former = fastest.GetValueOrDefault(what, (double.MaxValue, double.MaxValue));
            fastest[what] = (Math.Min(took, former.Item1), Math.Min(each, former.Item2));
        }

        for (var round = 0; round < 10; round++)
        {
            await MeasureAsync("reserve", async () => Assert.All(
                await reservations.TryReserveAllAsync(Thousand, owner, ReservationLifetime.Session, cancellationToken: Cancel), result => Assert.True(result.IsGranted)));
            await MeasureAsync("reserve again", async () => Assert.All(
                await reservations.TryReserveAllAsync(Thousand, owner, ReservationLifetime.Session, cancellationToken: Cancel), result => Assert.True(result.IsGranted)));
            await MeasureAsync("refuse", async () => Assert.All(
                await reservations.TryReserveAllAsync(Thousand, Ben, Hour, cancellationToken: Cancel), result => Assert.NotNull(result.Holder)));
            await MeasureAsync("find", async () => Assert.Equal(1000, (await reservations.FindAllAsync(Thousand, Cancel)).Count));
            await MeasureAsync("list", async () => Assert.Equal(1000, (await reservations.ListByUserAsync("anna", Cancel)).Count));
            await MeasureAsync("renew", async () => Assert.All(await reservations.RenewAllAsync(Thousand, owner, null, Cancel), outcome => Assert.True(outcome.IsDone)));
            await MeasureAsync("release", async () => Assert.All(await reservations.ReleaseAllAsync(Thousand, owner, Cancel), outcome => Assert.True(outcome.IsDone)));
        }

        foreach (var (what, (took, each)) in fastest)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {took:0.0} ms, in the server {each:0.0} ms for each script");
        }

        // Several times what a quiet machine takes, and the fastest of ten: against what grows faster than the number.
        Assert.All(fastest, one => Assert.True(one.Value.Longest < 50, $"{one.Key} takes the server {one.Value.Longest:0.0} ms."));
    }

    [Fact]
    [NotOn("garnet", "It dumps strings only.")]
    public async Task TryReserveAll_WithAConflictInTheMiddle_LeavesNoTrace()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var reservations = rig.Reservations(0);
        await reservations.TryReserveAsync(Thousand[500], Anna, Hour, null, Cancel);
        await reservations.TryReserveAsync(Thousand[700], Ben, Hour, null, Cancel);
        var before = await DumpAsync(rig);

        var results = await reservations.TryReserveAllAsync(Thousand, Ben, Hour, cancellationToken: Cancel);

        Assert.Equal(before, await DumpAsync(rig));
        Assert.Equal(Thousand[500], Assert.Single(results, result => result.Holder is not null).Resource);
        Assert.Equal(Thousand[700], Assert.Single(results, result => result.IsGranted).Resource);
    }

    [Fact]
    public async Task Release_OfEverything_LeavesNothingInTheIndexes()
    {
        await using var rig = await ReservationRig.StartAsync(1);
        var reservations = rig.Reservations(0);
        var session = await rig.BeginSessionAsync(0);
        var owner = new ReservationOwner("anna", session);
        await reservations.TryReserveAllAsync(Thousand, owner, ReservationLifetime.Session, cancellationToken: Cancel);
        await reservations.ReleaseAllAsync(Thousand, owner, Cancel);
        await reservations.TryReserveAllAsync(Thousand, owner, Hour, cancellationToken: Cancel);
        await reservations.ReleaseAllAsync(Thousand, owner, Cancel);
        var hold = await reservations.TryHoldAsync(Thousand[0], owner, null, Cancel);
        await hold.Handle!.DisposeAsync();

        var left = (await KeySweep.AllAsync(rig.Admin, "{test}:reservations")).Except(["{test}:reservations-sessions"]);

        Assert.Empty(left);
        Assert.Empty(await KeySweep.WithoutTtlAsync(rig.Admin, "test"));
    }

    private static async Task<List<string>> DumpAsync(ReservationRig rig)
    {
        var all = new List<string>();
        foreach (var key in (await KeySweep.AllAsync(rig.Admin, "{test}:reservation")).Append("{test}:fence"))
        {
            all.Add($"{key} {Convert.ToBase64String((byte[])(await rig.Database.KeyDumpAsync(key))!)}");
        }

        return all;
    }
}
