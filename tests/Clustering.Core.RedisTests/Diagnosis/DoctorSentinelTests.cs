using Clustering.Configuration.Internal;
using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Redis.Internal;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Sentinels that are away, are none, want a password, know another primary, or disagree.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorSentinelTests
{
    private const string Secret = "s3cr3t-of-the-sentinels";
    private const string Wrong = "s3cr3t-but-wrong";

    [Fact]
    public async Task ExamineAsync_OfThreeThatAgree_PassesAndExaminesThePrimary()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes");
        await using var sentinels = FakeSentinels.Of(3, redis.Port);

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        Assert.Equal(
            [
                "sentinel.name", "sentinel.tcp", "sentinel.protocol", "sentinel.auth", "sentinel.kind", "sentinel.primary", "sentinel.events",
                "sentinels.answering", "sentinels.primary", "sentinels.quorum", "redis.name", "redis.tcp",
            ],
            diagnosis.Findings.Select(finding => finding.Check).Distinct().Take(12));
        Assert.Equal(sentinels.All.Select(sentinel => sentinel.EndPoint), diagnosis.Findings.Where(finding => finding.Check == "sentinel.kind").Select(finding => finding.Target));
        diagnosis.AssertFinding("sentinels.answering", ClusterFindingStatus.Passed, "3 of 3 can be used, of 3 that there are.", target: "'mymaster'");
        diagnosis.AssertFinding("sentinels.primary", ClusterFindingStatus.Passed, $"It is {redis.EndPoint}.");
        diagnosis.AssertFinding("sentinels.quorum", ClusterFindingStatus.Passed, "They could decide a failover.");
        diagnosis.AssertFinding("redis.write", ClusterFindingStatus.Passed, "It writes, and removes.", target: redis.EndPoint);
        diagnosis.AssertFinding("redis.min-replicas", ClusterFindingStatus.Warning, "min-replicas-to-write is 0", "set min-replicas-to-write to 1");
        diagnosis.AssertFinding("redis.replicas", ClusterFindingStatus.Warning, "None follows it.", "nobody can take its place");
    }

    [Fact]
    public async Task ExamineAsync_OfAPlainRedisGivenAsASentinel_SaysSoAndNamesTheUsualPort()
    {
        await using var redis = await RedisServer.StartAsync();

        var diagnosis = await Doctor.ExamineAsync(Settings(redis.Port));

        diagnosis.AssertFinding(
            "sentinel.kind", ClusterFindingStatus.Failed, "It is a plain Redis, not a sentinel.", "they usually listen on port 26379");
        diagnosis.AssertFinding("sentinels.answering", ClusterFindingStatus.Failed, "The only sentinel cannot be used.");
        diagnosis.AssertFinding("sentinels.primary", ClusterFindingStatus.Skipped, "Not examined, because sentinels.answering did not pass.");
        diagnosis.AssertFinding("redis.tcp", ClusterFindingStatus.Skipped, "Not examined, because sentinels.primary did not pass.", target: "the primary of 'mymaster'");
        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Skipped, "Not examined, because sentinels.primary did not pass.");
    }

    [Fact]
    public async Task ExamineAsync_OfASentinelGivenAsRedis_SaysSo()
    {
        await using var sentinel = new FakeSentinel();

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(sentinel.Port));

        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Failed, "It is a sentinel, not a Redis.", "spring.data.redis.sentinel.nodes");
    }

    [Fact]
    public async Task ExamineAsync_WithANameThatNobodyKnows_ListsTheOnesThatAreMonitored()
    {
        await using var sentinels = FakeSentinels.Of(3, 6379, state => state with { MasterName = "orders" });

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        Assert.All(sentinels.All, sentinel => diagnosis.AssertFinding(
            "sentinel.primary",
            ClusterFindingStatus.Failed,
            "It monitors no primary named 'mymaster', but 'orders'.",
            "Set spring.data.redis.sentinel.master to orders.",
            sentinel.EndPoint));
        diagnosis.AssertFinding("sentinels.answering", ClusterFindingStatus.Failed, "None of the 3 sentinels can be used.");
    }

    [Fact]
    public async Task ExamineAsync_WithoutTheSentinelsPassword_SaysThatItIsNeverTakenFromRedis()
    {
        await using var sentinels = FakeSentinels.Of(1, 6379, state => state with { Password = Secret });

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels) with { Password = Wrong });

        diagnosis.AssertFinding(
            "sentinel.auth",
            ClusterFindingStatus.Failed,
            "It wants a password, and spring.data.redis.sentinel.password is not set.",
            "it is never taken from spring.data.redis.password");
        Assert.DoesNotContain(Wrong, diagnosis.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, Wrong, "It refuses the password (WRONGPASS).", "Correct spring.data.redis.sentinel.password")]
    [InlineData("nobody", Secret, "It refuses the user 'nobody'", "Correct spring.data.redis.sentinel.username and spring.data.redis.sentinel.password")]
    public async Task ExamineAsync_AsSomebodyWhomTheSentinelRefuses_NamesTheSettings(string? user, string password, string found, string remedy)
    {
        await using var sentinels = FakeSentinels.Of(1, 6379, state => state with { Password = Secret });
        var settings = Settings(sentinels);

        var diagnosis = await Doctor.ExamineAsync(settings with { Sentinel = settings.Sentinel! with { Username = user, Password = password } });

        diagnosis.AssertFinding("sentinel.auth", ClusterFindingStatus.Failed, found, remedy);
        Assert.DoesNotContain(password, diagnosis.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamineAsync_WithOneOfThreeAway_WarnsOfItAndGoesOn()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sentinels = FakeSentinels.Of(3, redis.Port);
        sentinels.All[0].Cut();

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        diagnosis.AssertFinding("sentinel.tcp", ClusterFindingStatus.Warning, "Nothing listens there", "Start a sentinel", sentinels.All[0].EndPoint);
        diagnosis.AssertFinding("sentinels.answering", ClusterFindingStatus.Warning, "2 of 3 can be used, of 3 that there are.");
        diagnosis.AssertFinding("sentinels.primary", ClusterFindingStatus.Passed, $"It is {redis.EndPoint}.");
        Assert.Equal(ClusterFindingStatus.Warning, diagnosis.Status);
    }

    [Fact]
    public async Task ExamineAsync_WithAllAway_FailsAndSkipsTheRest()
    {
        await using var sentinels = FakeSentinels.Of(3, 6379);
        Array.ForEach(sentinels.All, sentinel => sentinel.Cut());

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        Assert.Equal(3, diagnosis.Findings.Count(finding => finding is { Check: "sentinel.tcp", Status: ClusterFindingStatus.Failed }));
        Assert.Equal("sentinel.tcp", diagnosis.Findings.First(finding => finding.Status == ClusterFindingStatus.Failed).Check);
        diagnosis.AssertFinding("sentinels.answering", ClusterFindingStatus.Failed, "None of the 3 sentinels can be used.");
        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Skipped, "Not examined, because sentinels.primary did not pass.");
    }

    [Fact]
    public async Task ExamineAsync_OfSentinelsThatDisagree_SaysWhoSaysWhat()
    {
        await using var sentinels = FakeSentinels.Of(2, 6379);
        sentinels.All[1].State = sentinels.All[1].State with { Primary = new FakeInstance("127.0.0.1", 7777), ConfigEpoch = 9 };

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        diagnosis.AssertFinding(
            "sentinels.primary",
            ClusterFindingStatus.Failed,
            $"{sentinels.All[0].EndPoint} says 127.0.0.1:6379 (election 0), {sentinels.All[1].EndPoint} says 127.0.0.1:7777 (election 9)",
            "In a failover that passes");
        diagnosis.AssertFinding("redis.tcp", ClusterFindingStatus.Skipped, "Not examined, because sentinels.primary did not pass.");
    }

    [Fact]
    public async Task ExamineAsync_WithOneThatSaysSomethingElse_TakesTheMajoritysWord()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sentinels = FakeSentinels.Of(3, redis.Port);
        sentinels.All[2].State = sentinels.All[2].State with { Primary = new FakeInstance("127.0.0.1", 7777) };

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        diagnosis.AssertFinding("sentinels.primary", ClusterFindingStatus.Warning, $"It is {redis.EndPoint}. But {sentinels.All[2].EndPoint} says 127.0.0.1:7777.");
        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Passed, "It is a primary.");
    }

    [Fact]
    public async Task ExamineAsync_WithoutAQuorum_WarnsThatNobodyCouldDecide()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sentinels = FakeSentinels.Of(3, redis.Port, state => state with
        {
            Sentinels = [new("127.0.0.1", 1) { Flags = "sentinel,s_down" }, new("127.0.0.1", 2) { Flags = "sentinel,s_down" }],
        });

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        diagnosis.AssertFinding(
            "sentinels.quorum", ClusterFindingStatus.Warning, "NOQUORUM 1 usable Sentinels. Not enough available Sentinels", "Start the sentinels that are missing");
    }

    [Fact]
    public async Task ExamineAsync_OfASentinelThatThinksThePrimaryDown_Warns()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sentinels = FakeSentinels.Of(1, redis.Port, state => state with { Primary = state.Primary with { Flags = "master,s_down" } });

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        diagnosis.AssertFinding("sentinel.primary", ClusterFindingStatus.Warning, $"It names {redis.EndPoint}, and thinks that it is down.", "sentinel auth-pass");
        diagnosis.AssertFinding("sentinels.answering", ClusterFindingStatus.Warning, "1 of 1 can be used, of 1 that there are.", "Have at least three");
    }

    [Fact]
    public async Task ExamineAsync_OfAPrimaryThatIsAReplica_SaysThatTheSentinelsNameItAllTheSame()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using var sentinels = FakeSentinels.Of(1, replica.Port);

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Failed, $"It is a replica of 127.0.0.1:{primary.Port}.", "The sentinels name it all the same.");
    }

    [Fact]
    public async Task ExamineAsync_OfAPrimaryThatIsReachedByAnotherAddress_GoesTheMappedWay()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sentinels = FakeSentinels.Of(1, 6379, static state => state with { Primary = new FakeInstance("10.99.0.5", 6379) });
        var settings = Settings(sentinels);
        var map = new RedisAddressMap(new Dictionary<HostAndPort, HostAndPort> { [new("10.99.0.5", 6379)] = new("127.0.0.1", redis.Port) });

        var diagnosis = await Doctor.ExamineAsync(settings with { Sentinel = settings.Sentinel! with { AddressMap = map } });

        diagnosis.AssertFinding("sentinels.primary", ClusterFindingStatus.Passed, $"It is 10.99.0.5:6379, which is reached at {redis.EndPoint}.");
        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Passed, "It is a primary.", target: redis.EndPoint);
    }

    [Theory]
    [InlineData("127.0.0.1", "their 'sentinel monitor' has to name one that all reach")]
    [InlineData("no-such-host.invalid", "say in spring.data.redis.sentinel.address-map how this process reaches no-such-host.invalid:")]
    public async Task ExamineAsync_OfAPrimaryThatCannotBeReached_SaysWhoNamedIt(string host, string remedy)
    {
        var port = FreePort.Next();
        await using var sentinels = FakeSentinels.Of(1, port, state => state with { Primary = new FakeInstance(host, port) });

        var diagnosis = await Doctor.ExamineAsync(Settings(sentinels));

        var failed = Assert.Single(diagnosis.Findings, finding => finding.Status == ClusterFindingStatus.Failed);
        Assert.Equal($"{host}:{port}", failed.Target);
        Assert.Contains(remedy, failed.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamineAsync_OfSentinelsThatSwallowEverything_EndsInTime()
    {
        await using var sentinels = FakeSentinels.Of(3, 6379);
        Array.ForEach(sentinels.All, sentinel => sentinel.Blackhole = true);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();

        var diagnosis = await Doctor.ExamineInTimeAsync(Settings(sentinels));

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(8));
        Assert.Equal(3, diagnosis.Findings.Count(finding => finding is { Check: "sentinel.protocol", Status: ClusterFindingStatus.Failed }));
    }

    private static RedisSettings Settings(FakeSentinels sentinels) => Settings([.. sentinels.All.Select(sentinel => sentinel.Port)]);

    private static RedisSettings Settings(params int[] ports) => new()
    {
        Enabled = true,
        Sentinel = new SentinelSettings("mymaster", [.. ports.Select(port => new HostAndPort("127.0.0.1", port))]),
    };

    /// <summary>Sentinels that know each other.</summary>
    private sealed class FakeSentinels(FakeSentinel[] all) : IAsyncDisposable
    {
        public FakeSentinel[] All => all;

        public static FakeSentinels Of(int count, int primaryPort, Func<FakeSentinelState, FakeSentinelState>? change = null)
        {
            var all = Enumerable.Range(0, count).Select(_ => new FakeSentinel()).ToArray();
            foreach (var sentinel in all)
            {
                var state = sentinel.State with
                {
                    Quorum = (count / 2) + 1,
                    Primary = new("127.0.0.1", primaryPort) { Flags = "master" },
                    Sentinels = [.. all.Except([sentinel]).Select(other => new FakeInstance("127.0.0.1", other.Port) { Id = other.State.Id })],
                };
                sentinel.State = change?.Invoke(state) ?? state;
            }

            return new(all);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var sentinel in all)
            {
                await sentinel.DisposeAsync();
            }
        }
    }
}
