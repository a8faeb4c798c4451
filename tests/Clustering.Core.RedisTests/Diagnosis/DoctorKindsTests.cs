using Clustering.Diagnosis;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Servers of every kind, as they should be.</summary>
public sealed class DoctorKindsTests
{
    public static TheoryData<string> Names => [.. ServerKind.Names];

    [Theory]
    [MemberData(nameof(Names))]
    [OnlyOn("redis", "It starts all kinds.")]
    public async Task ExamineAsync_OfAServerThatIsWell_FindsNothingWrong(string name)
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Find(name), "--appendonly", "yes");

        var diagnosis = await Doctor.ExamineAsync(server);

        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Status == ClusterFindingStatus.Failed);
        Assert.All(
            diagnosis.Findings.Where(finding => finding.Status == ClusterFindingStatus.Warning),
            finding => Assert.Equal("redis.latency", finding.Check));
    }
}
