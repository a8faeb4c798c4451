using Clustering.Diagnosis;

namespace Clustering.Contracts.Diagnosis;

/// <summary>What every doctor does, whatever there is to examine. Derive, say how to get one for a backend that is well, done.</summary>
public abstract class ClusterDoctorContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes the doctor of a node whose backend is well.</summary>
    protected abstract Task<IClusterDoctor> CreateAsync();

    [Fact]
    public async Task ExamineAsync_WhereAllIsWell_FindsNothingFailed()
    {
        var diagnosis = await (await CreateAsync()).ExamineAsync(Cancel);

        Assert.NotEmpty(diagnosis.Findings);
        Assert.True(diagnosis.Status is ClusterFindingStatus.Passed or ClusterFindingStatus.Warning, $"{diagnosis}");
    }

    [Fact]
    public async Task ExamineAsync_Always_SaysWhatWasExaminedAndWhatWasFound()
    {
        var diagnosis = await (await CreateAsync()).ExamineAsync(Cancel);

        Assert.All(diagnosis.Findings, finding =>
        {
            Assert.Matches("^(redis|sentinel|sentinels)\\.[a-z-]+$", finding.Check);
            Assert.NotEmpty(finding.Target);
            Assert.EndsWith(".", finding.Found, StringComparison.Ordinal);
            Assert.False(finding is { Status: ClusterFindingStatus.Passed, Remedy: not null } or { Status: ClusterFindingStatus.Warning, Remedy: null }, $"{finding}");
        });
        Assert.Distinct(diagnosis.Findings.Select(finding => (finding.Check, finding.Target)));
    }

    [Fact]
    public async Task ExamineAsync_ByManyAtOnce_AnswersAll()
    {
        var doctor = await CreateAsync();

        var diagnoses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => doctor.ExamineAsync(Cancel).AsTask()));

        Assert.All(diagnoses, diagnosis => Assert.Equal(diagnoses[0].Findings.Select(finding => finding.Check), diagnosis.Findings.Select(finding => finding.Check)));
        Assert.All(diagnoses, diagnosis => Assert.DoesNotContain(diagnosis.Findings, finding => finding.Status == ClusterFindingStatus.Failed));
    }

    [Fact]
    public async Task ExamineAsync_ThatIsCancelled_Throws()
    {
        var doctor = await CreateAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await doctor.ExamineAsync(new CancellationToken(canceled: true)));
    }
}
