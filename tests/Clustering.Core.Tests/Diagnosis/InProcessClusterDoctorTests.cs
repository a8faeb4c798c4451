using Clustering.Contracts.Diagnosis;
using Clustering.Diagnosis;
using Clustering.Diagnosis.Internal;

namespace Clustering.Core.Tests.Diagnosis;

/// <summary>The contract of doctors, without Redis.</summary>
public sealed class InProcessClusterDoctorTests : ClusterDoctorContract
{
    protected override Task<IClusterDoctor> CreateAsync() => Task.FromResult<IClusterDoctor>(new InProcessClusterDoctor());

    [Fact]
    public async Task ExamineAsync_WithoutRedis_SaysThatInOneFinding()
    {
        var diagnosis = await new InProcessClusterDoctor().ExamineAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            new ClusterFinding(
                "redis.enabled",
                ClusterFindingStatus.Passed,
                "this process",
                "redis.enabled is false: this process is a cluster of one, and reaches for nothing outside.",
                null),
            Assert.Single(diagnosis.Findings));
    }
}
