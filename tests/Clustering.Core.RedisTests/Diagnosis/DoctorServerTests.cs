using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Servers that can be reached, and are not what they should be.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorServerTests
{
    [Fact]
    public async Task ExamineAsync_OfAReplica_NamesItsPrimaryAndExaminesNoFurther()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");

        var diagnosis = await Doctor.ExamineAsync(replica);

        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Failed, $"It is a replica of 127.0.0.1:{primary.Port}.", "spring.data.redis.host");
        diagnosis.AssertEndsAt("redis.role");
    }

    [Fact]
    public async Task ExamineAsync_OfAPrimaryWithReplicas_CountsThoseThatFollowIt()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");

        await Eventually.SucceedsAsync(async () => (await Doctor.ExamineAsync(primary)).AssertFinding(
            "redis.replicas", ClusterFindingStatus.Passed, "1 of 1 follow it closely."));
    }

    [Fact]
    public async Task ExamineAsync_WithADatabaseThatIsNotThere_SaysHowManyThereAre()
    {
        await using var server = await RedisServer.StartAsync("--databases", "4");

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Database = 4 });

        diagnosis.AssertFinding(
            "redis.database", ClusterFindingStatus.Failed, "There is no database 4: it has 4, counted from 0.", "Lower spring.data.redis.database");
        diagnosis.AssertFinding("redis.write", ClusterFindingStatus.Skipped, "Not examined, because redis.database did not pass.");
        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Passed, "It is a primary.");
    }

    [Fact]
    public async Task ExamineAsync_WithAnotherDatabase_WritesThere()
    {
        await using var server = await RedisServer.StartAsync();

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Database = 3 });

        diagnosis.AssertFinding("redis.database", ClusterFindingStatus.Passed, "There is a database 3.");
        diagnosis.AssertFinding("redis.write", ClusterFindingStatus.Passed, "It writes, and removes.");
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatMayForget_Warns()
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru");

        var diagnosis = await Doctor.ExamineAsync(server);

        diagnosis.AssertFinding("redis.eviction", ClusterFindingStatus.Warning, "It has maxmemory-policy allkeys-lru", "noeviction");
        diagnosis.AssertFinding("redis.persistence", ClusterFindingStatus.Warning, "a restart forgets everything", "Set appendonly to yes.");
        Assert.Equal(ClusterFindingStatus.Warning, diagnosis.Status);
    }

    [Fact]
    public async Task ExamineAsync_OfAServerWithSnapshots_SaysWhatACrashForgets()
    {
        await using var server = await RedisServer.StartAsync("--save", "3600 1");

        var diagnosis = await Doctor.ExamineAsync(server);

        diagnosis.AssertFinding("redis.persistence", ClusterFindingStatus.Passed, "It takes snapshots (3600 1): a crash forgets what came after the last.");
    }

    [Fact]
    public async Task ExamineAsync_WithFewerReplicasThanWritingNeeds_ExplainsNoReplicas()
    {
        await using var server = await RedisServer.StartAsync("--min-replicas-to-write", "1");

        var diagnosis = await Doctor.ExamineAsync(server);

        diagnosis.AssertFinding(
            "redis.write", ClusterFindingStatus.Failed, "Fewer replicas follow it than min-replicas-to-write asks for. (NOREPLICAS", "Bring the replicas back");
    }

    [Fact]
    public async Task ExamineAsync_OfAFullServer_ExplainsOom()
    {
        await using var server = await RedisServer.StartAsync("--maxmemory", "100kb");

        var diagnosis = await Doctor.ExamineAsync(server);

        diagnosis.AssertFinding("redis.write", ClusterFindingStatus.Failed, "Its memory is full (maxmemory). (OOM", "Give it more");
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatCannotSave_ExplainsMisconf()
    {
        await using var server = await RedisServer.StartAsync("--save", "3600 1");
        await using var admin = await server.ConnectAsync();
        Directory.Delete(server.Folder, recursive: true);
        await admin.GetDatabase().ExecuteAsync("BGSAVE");

        await Eventually.SucceedsAsync(async () =>
        {
            var diagnosis = await Doctor.ExamineAsync(server);
            diagnosis.AssertFinding("redis.write", ClusterFindingStatus.Failed, "It could not save its data to disk, so it takes no more. (MISCONF", "Its log says why");
            diagnosis.AssertFinding("redis.persistence", ClusterFindingStatus.Warning, "It could not save its data to disk the last time", "Its log says why");
        });

        // Until then it refuses even PING, with which a connection may begin.
        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
    }

    [Fact]
    public async Task ExamineAsync_OfAServerOfARedisCluster_SaysThatItIsNotSupported()
    {
        await using var server = await RedisServer.StartAsync("--cluster-enabled", "yes");

        var diagnosis = await Doctor.ExamineAsync(server);

        diagnosis.AssertFinding("redis.write", ClusterFindingStatus.Failed, "It is part of a Redis Cluster, which is not supported. (CLUSTERDOWN", "Redis under Sentinel");
    }

    [Theory]
    [InlineData(-30, "30.0 s ahead of ours")]
    [InlineData(30, "30.0 s behind ours")]
    public async Task ExamineAsync_WithAClockThatIsWrong_WarnsThatLogsDisagree(int oursAhead, string found)
    {
        await using var server = await RedisServer.StartAsync();

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server), time: new ShiftedTimeProvider(TimeSpan.FromSeconds(oursAhead)));

        // A slow machine may take a moment to ask.
        var finding = diagnosis.Of("redis.clock");
        Assert.Equal(ClusterFindingStatus.Warning, finding.Status);
        Assert.Contains(found.Split(' ', 3)[2], finding.Found, StringComparison.Ordinal);
        Assert.Contains("NTP", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamineAsync_OfAFarServer_WarnsOfEveryWait()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new TcpProxy(server.Port) { Delay = TimeSpan.FromMilliseconds(20) };

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(proxy.Port));

        diagnosis.AssertFinding("redis.latency", ClusterFindingStatus.Warning, "It answers in ", "Bring app and Redis nearer");
    }

    [Theory]
    [InlineData("redis_version:6.0.16", ClusterFindingStatus.Failed, "It is Redis 6.0.16.")]
    [InlineData("redis_version:6.2.0", ClusterFindingStatus.Passed, "It is Redis 6.2.0.")]
    [InlineData("redis_version:255.255.255", ClusterFindingStatus.Passed, "It is Redis 255.255.255.")]
    [InlineData("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.0", ClusterFindingStatus.Passed, "It is Valkey 8.1.0.")]
    [InlineData("garnet_version:1.0.84\r\nredis_version:7.4.3", ClusterFindingStatus.Passed, "It is Garnet 1.0.84.")]
    [InlineData("dragonfly_version:df-1", ClusterFindingStatus.Warning, "It does not say what it is.")]
    public async Task ExamineAsync_OfAVersion_TellsWhetherItWillDo(string info, ClusterFindingStatus status, string found)
    {
        await using var server = new ScriptedServer(command => command[0] switch
        {
            "PING" => "+PONG\r\n",
            "ROLE" => "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n",
            "INFO" => $"${info.Length}\r\n{info}\r\n",
            "TIME" => null,
            _ => "+OK\r\n",
        });

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(server.Port) with { ConnectTimeout = TimeSpan.FromMilliseconds(300) });

        diagnosis.AssertFinding("redis.version", status, found);
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatIsNoRedis_TriesItsScripts()
    {
        await using var server = await RedisServer.StartAsync();
        await using var masked = new MaskedServer(server.Port, "redis_version", "other_version");

        var settings = TestConnection.At(masked.Port) with { ConnectTimeout = TimeSpan.FromSeconds(20) };

        var diagnosis = await Doctor.ExamineAsync(settings);

        diagnosis.AssertFinding("redis.version", ClusterFindingStatus.Warning, "It does not say what it is.");
        diagnosis.AssertFinding("redis.scripts", ClusterFindingStatus.Passed, "It runs scripts alone: it was tried.");
    }

    private sealed class ShiftedTimeProvider(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
