using System.Net;
using System.Text.Json;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Diagnosis;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clustering.AspNetCore.Tests.Health;

/// <summary>Who gets to see the diagnosis: people, and no probe.</summary>
public sealed class DiagnosisEndpointTests
{
    [Fact]
    public async Task Health_ShowsTheFindings_ReadyAndLiveDoNotExamine()
    {
        var doctor = new CountingDoctor();
        await using var node = await TestNode.StartAsync(
            SharedRedis.Settings(ClusterNames.New()),
            static app => app.MapClustering(),
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<IClusterDoctor>(doctor)));
        using var browser = TestNode.Browser();

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(node.At("/cluster/live"))).StatusCode);
        Assert.Equal("ready\n", await browser.GetStringAsync(node.At("/cluster/ready")));
        Assert.Equal(0, doctor.Examinations);

        using var health = JsonDocument.Parse(await browser.GetStringAsync(node.At("/cluster/health")));
        var shown = health.RootElement.GetProperty("checks").GetProperty("cluster-diagnosis");
        Assert.Equal("Degraded", shown.GetProperty("status").GetString());
        var finding = shown.GetProperty("data").GetProperty("redis.auth redis-1:6379");
        Assert.Equal(
            ("Failed", "It refuses the password.", "Correct it."),
            (finding.GetProperty("status").GetString(), finding.GetProperty("found").GetString(), finding.GetProperty("remedy").GetString()));
        Assert.Equal(1, doctor.Examinations);
    }

    [Fact]
    public async Task Health_WithoutRedis_SaysThatThereIsNothingToExamine()
    {
        await using var node = await TestNode.StartAsync(new Dictionary<string, string?>(), static app => app.MapClustering());
        using var browser = TestNode.Browser();

        using var health = JsonDocument.Parse(await browser.GetStringAsync(node.At("/cluster/health")));

        var shown = health.RootElement.GetProperty("checks").GetProperty("cluster-diagnosis");
        Assert.Equal("Healthy", shown.GetProperty("status").GetString());
        Assert.Contains("redis.enabled is false", shown.GetProperty("data").GetProperty("redis.enabled this process").GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    [NotOn("garnet", "It has no maxmemory-policy.")]
    public async Task Health_OfARealRedis_HasAFindingForEachCheck()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru");
        var settings = redis.Settings("health");
        settings["Clustering:Sessions:ReadStockSessions"] = "false"; // To have their keys is a right that not every user has.
        await using var node = await TestNode.StartAsync(settings, static app => app.MapClustering());
        using var browser = TestNode.Browser();

        using var health = JsonDocument.Parse(await browser.GetStringAsync(node.At("/cluster/health")));

        var shown = health.RootElement.GetProperty("checks").GetProperty("cluster-diagnosis");
        Assert.Equal("Degraded", shown.GetProperty("status").GetString());
        Assert.Equal("Warning", shown.GetProperty("data").GetProperty($"redis.eviction {redis.EndPoint}").GetProperty("status").GetString());
        Assert.Equal("Passed", shown.GetProperty("data").GetProperty($"redis.rights {redis.EndPoint}").GetProperty("status").GetString());
        Assert.Equal("ready\n", await browser.GetStringAsync(node.At("/cluster/ready")));
    }

    private sealed class CountingDoctor : IClusterDoctor
    {
        private int _examinations;

        public int Examinations => Volatile.Read(ref _examinations);

        public ValueTask<ClusterDiagnosis> ExamineAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _examinations);
            return new(new ClusterDiagnosis([new("redis.auth", ClusterFindingStatus.Failed, "redis-1:6379", "It refuses the password.", "Correct it.")]));
        }
    }
}
