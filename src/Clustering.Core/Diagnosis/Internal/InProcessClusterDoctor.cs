using Clustering.Redis.Internal;

namespace Clustering.Diagnosis.Internal;

/// <summary>Without Redis there is nothing to examine, and that is said.</summary>
internal sealed class InProcessClusterDoctor : IClusterDoctor
{
    public ValueTask<ClusterDiagnosis> ExamineAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new ClusterDiagnosis(
        [
            new(
                Checks.Enabled,
                ClusterFindingStatus.Passed,
                "this process",
                $"{RedisSettingTable.Enabled.Path} is false: this process is a cluster of one, and reaches for nothing outside.",
                null),
        ]));
    }
}
