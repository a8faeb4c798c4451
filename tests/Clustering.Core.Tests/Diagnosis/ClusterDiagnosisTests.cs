using Clustering.Diagnosis;
using Clustering.Diagnosis.Internal;

namespace Clustering.Core.Tests.Diagnosis;

/// <summary>What a diagnosis says as a whole, and what an app says of it when it starts.</summary>
public sealed class ClusterDiagnosisTests
{
    private static readonly ClusterFinding Passed = new("redis.tcp", ClusterFindingStatus.Passed, "redis-1:6379", "It accepts connections.", null);
    private static readonly ClusterFinding Warning = new("sentinel.tcp", ClusterFindingStatus.Warning, "s-1:26379", "Nothing listens there.", "Start it.");
    private static readonly ClusterFinding Failed = new("redis.auth", ClusterFindingStatus.Failed, "redis-1:6379", "It refuses the password.", "Correct it.");
    private static readonly ClusterFinding Skipped = new("redis.role", ClusterFindingStatus.Skipped, "redis-1:6379", "Not examined, because redis.auth did not pass.", null);

    [Fact]
    public void Status_IsTheWorstOfWhatWasExamined()
    {
        Assert.Equal(ClusterFindingStatus.Failed, new ClusterDiagnosis([Passed, Failed, Warning, Skipped]).Status);
        Assert.Equal(ClusterFindingStatus.Warning, new ClusterDiagnosis([Skipped, Warning, Passed]).Status);
        Assert.Equal(ClusterFindingStatus.Passed, new ClusterDiagnosis([Skipped, Passed]).Status);
        Assert.Equal(ClusterFindingStatus.Skipped, new ClusterDiagnosis([Skipped]).Status);
        Assert.Equal(ClusterFindingStatus.Skipped, new ClusterDiagnosis([]).Status);
    }

    [Fact]
    public void ToString_IsAReport_WithOneLineForWhatWasSkippedForOneReason() => Assert.Equal(
        """
        Warning sentinel.tcp        s-1:26379: Nothing listens there.
                Start it.
        Passed  redis.tcp           redis-1:6379: It accepts connections.
        Failed  redis.auth          redis-1:6379: It refuses the password.
                Correct it.
        Skipped redis.role, redis.write redis-1:6379: Not examined, because redis.auth did not pass.
        Skipped redis.scripts       redis-1:6379: It could not be tried.
        """.ReplaceLineEndings("\n"),
        new ClusterDiagnosis(
            [Warning, Passed, Failed, Skipped, Skipped with { Check = "redis.write" }, Skipped with { Check = "redis.scripts", Found = "It could not be tried." }]).ToString());

    [Fact]
    public void Explain_WithAFailure_IsTheFirstWithItsRemedyAndNamesTheOthers()
    {
        Assert.Equal(
            "redis.auth of redis-1:6379 failed. It refuses the password. Correct it.",
            RedisDiagnostician.Explain(new([Warning, Passed, Failed, Skipped])));
        Assert.Equal(
            "redis.auth of redis-1:6379 failed. It refuses the password. Correct it. (redis.auth of redis-2:6379 failed too.)",
            RedisDiagnostician.Explain(new([Failed, Failed with { Target = "redis-2:6379" }])));
        Assert.Equal("redis.auth of redis-1:6379 failed. It refuses the password.", RedisDiagnostician.Explain(new([Failed with { Remedy = null }])));
    }

    [Fact]
    public void Explain_WithoutAFailure_IsNothing() => Assert.Null(RedisDiagnostician.Explain(new([Passed, Warning, Skipped])));
}
