using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Diagnosis.Internal;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>A doctor made by hand, and what tests ask of his diagnosis.</summary>
internal static class Doctor
{
    /// <param name="settings">Where Redis is.</param>
    /// <param name="customize">Changes how to connect.</param>
    /// <param name="time">The clock; the machine's if not given.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="stockInstanceName">How keys of the stock session store begin; none are read if not given.</param>
    /// <param name="isPatient">Whether a check may take as long as a busy machine needs, rather than as long as it takes in an app.</param>
    public static RedisClusterDoctor Of(
        RedisSettings settings,
        Action<ConfigurationOptions>? customize = null,
        TimeProvider? time = null,
        string cluster = "test",
        string? stockInstanceName = null,
        bool isPatient = true)
    {
        RedisClientCustomization[] customizations = customize is null ? [] : [new(customize)];
        var services = new ServiceCollection();
        Array.ForEach(customizations, customization => services.AddSingleton(customization));
        return new(
            services.BuildServiceProvider(),
            settings,
            new RedisClientOptions(settings, "test-doctor", customizations),
            new DiagnosisKeys(cluster),
            new NodeKeys(cluster, settings.Database),
            new SessionKeys(cluster, stockInstanceName),
            Options.Create(new ClusterOptions { Name = cluster }),
            time ?? TimeProvider.System)
        {
            LongestCheck = isPatient ? TimeSpan.FromSeconds(20) : TimeSpan.FromSeconds(2),
            Whole = isPatient ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(10),
        };
    }

    public static async Task<ClusterDiagnosis> ExamineAsync(
        RedisSettings settings, Action<ConfigurationOptions>? customize = null, string cluster = "test", TimeProvider? time = null) =>
        await Of(settings, customize, time, cluster).ExamineAsync(TestContext.Current.CancellationToken);

    /// <summary>As in an app: two seconds for a check, ten for all.</summary>
    public static async Task<ClusterDiagnosis> ExamineInTimeAsync(RedisSettings settings, TimeProvider? time = null) =>
        await Of(settings, time: time, isPatient: false).ExamineAsync(TestContext.Current.CancellationToken);

    public static Task<ClusterDiagnosis> ExamineAsync(RedisServer server) => ExamineAsync(TestConnection.Settings(server));

    /// <summary>The one finding of a check, or of a check and a target.</summary>
    public static ClusterFinding Of(this ClusterDiagnosis diagnosis, string check, string? target = null) =>
        Assert.Single(diagnosis.Findings, finding => finding.Check == check && (target is null || finding.Target == target));

    /// <summary>Asserts what came of a check, with parts of what was found and of what to do.</summary>
    public static void AssertFinding(
        this ClusterDiagnosis diagnosis, string check, ClusterFindingStatus status, string found, string? remedy = null, string? target = null)
    {
        var finding = diagnosis.Of(check, target);
        Assert.True(finding.Status == status, $"{finding}\nin\n{diagnosis}");
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
        if (remedy is not null)
        {
            Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        }
    }

    /// <summary>Asserts that nothing is wrong. How fast the server answers is the machine's business, which has more to do.</summary>
    public static void AssertWell(this ClusterDiagnosis diagnosis) => Assert.All(diagnosis.Findings, finding => Assert.True(
        finding is { Status: ClusterFindingStatus.Passed, Remedy: null } || finding is { Check: "redis.latency", Status: ClusterFindingStatus.Warning },
        $"{finding}"));

    /// <summary>Asserts that everything after a check was skipped because of it.</summary>
    public static void AssertEndsAt(this ClusterDiagnosis diagnosis, string check)
    {
        var after = diagnosis.Findings.SkipWhile(finding => finding.Check != check).Skip(1).ToList();
        Assert.NotEmpty(after);
        Assert.All(after, finding => Assert.Equal(
            (finding.Check, ClusterFindingStatus.Skipped, $"Not examined, because {check} did not pass."), (finding.Check, finding.Status, finding.Found)));
    }
}
