using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Redis under real sentinels, with users and passwords, as an app finds it.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class DoctorSentinelClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExamineAsync_OfAClusterAsItShouldBe_PassesEverything()
    {
        await using var redis = await SentinelCluster.StartAsync(new()
        {
            RedisUser = "app", RedisPassword = "redis-s3cr3t", SentinelUser = "watcher", SentinelPassword = "sentinel-s3cr3t",
            RedisLines = ["appendonly yes", "min-replicas-to-write 1"],
        });
        await using var node = TestNode.Create(redis.Settings(ClusterNames.New()));
        var doctor = node.Services.GetRequiredService<IClusterDoctor>();

        await Eventually.SucceedsAsync(async () => (await doctor.ExamineAsync(Cancel)).AssertWell());

        var diagnosis = await doctor.ExamineAsync(Cancel);
        diagnosis.AssertFinding("redis.replicas", ClusterFindingStatus.Passed, "2 of 2 follow it closely.");
        diagnosis.AssertFinding("redis.min-replicas", ClusterFindingStatus.Passed, "min-replicas-to-write is 1");
        Assert.DoesNotContain("s3cr3t", diagnosis.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamineAsync_WithThePasswordsMixedUp_NamesTheSentinelsSettingFirstAndThenRedis()
    {
        await using var redis = await SentinelCluster.StartAsync(new() { Replicas = 0, Sentinels = 1, RedisPassword = "redis-s3cr3t", SentinelPassword = "sentinel-s3cr3t" });
        var settings = redis.Settings(ClusterNames.New());
        settings["spring.redis.sentinel.password"] = "redis-s3cr3t";
        await using var mixedUp = TestNode.Create(settings);

        var diagnosis = await mixedUp.Services.GetRequiredService<IClusterDoctor>().ExamineAsync(Cancel);

        diagnosis.AssertFinding("sentinel.auth", ClusterFindingStatus.Failed, "It refuses the password (WRONGPASS).", "spring.data.redis.sentinel.password");

        settings = redis.Settings(ClusterNames.New());
        settings["spring.redis.password"] = "sentinel-s3cr3t";
        await using var wrong = TestNode.Create(settings, null, ("Clustering:Startup", "Fail"));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(wrong.StartAsync);

        Assert.Contains($"redis.auth of {redis.Servers[0].EndPoint} failed. It refuses the password (WRONGPASS).", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", exception.ToString() + diagnosis + wrong.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamineAsync_WithAReplicaAway_SaysHowManyThereShouldBe()
    {
        await using var redis = await SentinelCluster.StartAsync(new() { Sentinels = 1 });
        await using var node = TestNode.Create(redis.Settings(ClusterNames.New()));
        var doctor = node.Services.GetRequiredService<IClusterDoctor>();
        redis.Servers[2].Kill();

        await Eventually.SucceedsAsync(async () => (await doctor.ExamineAsync(Cancel)).AssertFinding(
            "redis.replicas", ClusterFindingStatus.Warning, "1 of 2 follow it closely.", "cannot take over without loss"));

        redis.Servers[1].Kill();
        await Eventually.SucceedsAsync(async () => (await doctor.ExamineAsync(Cancel)).AssertFinding(
            "redis.replicas", ClusterFindingStatus.Warning, "None follows it; the sentinels know 2.", "Start one"));
    }

    [Fact]
    public async Task Start_WithASentinelThatKnowsAnotherName_SaysWhichItKnows()
    {
        await using var redis = await SentinelCluster.StartAsync(new() { Replicas = 0, Sentinels = 1, MasterName = "orders" });
        var settings = redis.Settings(ClusterNames.New());
        settings["spring.redis.sentinel.master"] = "mymaster";
        await using var node = TestNode.Create(settings, null, ("Clustering:Startup", "Fail"));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(node.StartAsync);

        Assert.Contains("It monitors no primary named 'mymaster', but 'orders'. Set spring.data.redis.sentinel.master to orders.", exception.Message, StringComparison.Ordinal);
    }
}
