using System.Diagnostics;
using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>The way to a server, where it does not lead there.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorConnectionTests
{
    // Two seconds for a check, and what a busy machine takes.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task ExamineAsync_OfAServerThatIsWell_PassesEverythingAndLeavesNothing()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");

        var diagnosis = await Doctor.ExamineAsync(server);

        diagnosis.AssertWell();
        Assert.All(diagnosis.Findings, finding => Assert.Equal(server.EndPoint, finding.Target));
        Assert.Equal(
            [
                "redis.name", "redis.tcp", "redis.protocol", "redis.auth", "redis.database", "redis.role", "redis.write", "redis.version", "redis.eviction",
                "redis.persistence", "redis.replicas", "redis.scripts", "redis.clock", "redis.latency", "redis.rights",
            ],
            diagnosis.Findings.Select(finding => finding.Check));
        await using var admin = await server.ConnectAsync();
        Assert.Equal(0, await admin.GetServers()[0].DatabaseSizeAsync());
    }

    [Fact]
    public async Task ExamineAsync_OfAHostThatNobodyKnows_FailsAtTheName()
    {
        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(6379) with { Host = "no-such-host.invalid" });

        diagnosis.AssertFinding(
            "redis.name", ClusterFindingStatus.Failed, "No machine of the name 'no-such-host.invalid' is known here", "correct spring.data.redis.host");
        diagnosis.AssertEndsAt("redis.name");
    }

    [Fact]
    public async Task ExamineAsync_OfAPortWhereNothingListens_FailsAtTcp()
    {
        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(FreePort.Next()));

        diagnosis.AssertFinding("redis.tcp", ClusterFindingStatus.Failed, "Nothing listens there", "Start Redis");
        diagnosis.AssertFinding("redis.name", ClusterFindingStatus.Passed, "It is an address");
        diagnosis.AssertEndsAt("redis.tcp");
    }

    [Fact]
    public async Task ExamineAsync_OfAListenerThatSaysNothing_FailsAtTheProtocolInTime()
    {
        await using var server = ScriptedServer.Saying("");
        var began = Stopwatch.GetTimestamp();

        var diagnosis = await Doctor.ExamineInTimeAsync(TestConnection.At(server.Port));

        Assert.True(Stopwatch.GetElapsedTime(began) < Soon, $"{Stopwatch.GetElapsedTime(began)}");
        diagnosis.AssertFinding("redis.protocol", ClusterFindingStatus.Failed, "It accepts connections and says nothing.", "set spring.data.redis.ssl.enabled to true");
        diagnosis.AssertEndsAt("redis.protocol");
    }

    [Fact]
    public async Task ExamineAsync_WithAShortConnectTimeout_WaitsNoLongerThanTheAppWould()
    {
        await using var server = ScriptedServer.Saying("");
        var began = Stopwatch.GetTimestamp();

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(server.Port) with { ConnectTimeout = TimeSpan.FromMilliseconds(100) });

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1.9), $"{Stopwatch.GetElapsedTime(began)}");
        diagnosis.AssertEndsAt("redis.protocol");
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "It answers, but not as Redis does: 'HTTP/1.1 400 Bad Request'.")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002F", "it answers in TLS")]
    [InlineData(null, "It closes the connection instead of answering.")]
    public async Task ExamineAsync_OfSomethingElse_FailsAtTheProtocolAndShowsWhatItSaid(string? answer, string found)
    {
        await using var server = ScriptedServer.Saying(answer);

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(server.Port));

        diagnosis.AssertFinding("redis.protocol", ClusterFindingStatus.Failed, found, "If it speaks TLS, set spring.data.redis.ssl.enabled to true.");
        diagnosis.AssertEndsAt("redis.protocol");
    }

    [Theory]
    [InlineData("-DENIED Redis is running in protected mode because protected mode is enabled and no password is set.\r\n", "protected mode", "requirepass")]
    [InlineData("-ERR max number of clients reached\r\n", "as many connections as it may have", "maxclients")]
    [InlineData("-LOADING Redis is loading the dataset in memory\r\n", "still reading its data", "Wait")]
    public async Task ExamineAsync_OfARedisThatTurnsUsAway_SaysWhy(string answer, string found, string remedy)
    {
        await using var server = ScriptedServer.Saying(answer);

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(server.Port));

        diagnosis.AssertFinding("redis.protocol", ClusterFindingStatus.Failed, found, remedy);
        diagnosis.AssertEndsAt("redis.protocol");
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatFreezes_EndsInTime()
    {
        await using var server = await RedisServer.StartAsync();
        server.Pause();
        var began = Stopwatch.GetTimestamp();

        var diagnosis = await Doctor.ExamineInTimeAsync(TestConnection.Settings(server));

        Assert.True(Stopwatch.GetElapsedTime(began) < Soon, $"{Stopwatch.GetElapsedTime(began)}");
        diagnosis.AssertFinding("redis.protocol", ClusterFindingStatus.Failed, "says nothing", "frozen");
        server.Continue();
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatFallsSilentOnTheWay_SaysWhereAndAsksNoMore()
    {
        var asked = new List<string>();
        await using var server = new ScriptedServer(command =>
        {
            asked.Add(command[0]);
            return command[0] == "PING" ? "+PONG\r\n" : "";
        });

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(server.Port) with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Failed, "It did not answer within 200ms.", "frozen");
        diagnosis.AssertEndsAt("redis.role");
        Assert.Equal(["PING", "ROLE"], asked);
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatIsAlwaysSlow_EndsWithItsTenSeconds()
    {
        // Five answers take almost all the time that a check has, and one the rest; the clock is the test's, so nobody waits.
        var time = new ManualTimeProvider();
        var began = time.GetTimestamp();
        var slow = new Queue<string>(["PING", "ROLE", "INFO", "CONFIG", "CONFIG", "TIME"]);
        await using var server = new ScriptedServer(command =>
        {
            if (slow.TryPeek(out var next) && next == command[0])
            {
                time.Advance(TimeSpan.FromSeconds(slow.Dequeue() == "TIME" ? 0.5 : 1.9));
            }

            return command[0] switch
            {
                "PING" => "+PONG\r\n",
                "ROLE" => "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n",
                "INFO" => "$19\r\nredis_version:7.2.0\r\n",
                "TIME" => "*2\r\n$10\r\n1930219200\r\n$1\r\n0\r\n",
                _ => "+OK\r\n",
            };
        });

        var diagnosis = await Doctor.ExamineInTimeAsync(TestConnection.At(server.Port), time);

        Assert.Equal(TimeSpan.FromSeconds(10), time.GetElapsedTime(began));
        diagnosis.AssertFinding("redis.persistence", ClusterFindingStatus.Skipped, "It does not say");
        Assert.All(diagnosis.Findings.SkipWhile(finding => finding.Check != "redis.clock"), finding => Assert.Equal(
            (ClusterFindingStatus.Skipped, "Not examined, because the 10s for the whole examination were over."), (finding.Status, finding.Found)));
    }

    [Fact]
    public async Task ExamineAsync_ThatIsCancelled_Throws()
    {
        await using var server = ScriptedServer.Saying("");
        using var given = new CancellationTokenSource();
        var doctor = Doctor.Of(TestConnection.At(server.Port));

        var examining = doctor.ExamineAsync(given.Token).AsTask();
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => examining.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
    }
}
