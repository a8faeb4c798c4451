using Clustering.Diagnosis;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clustering.Health.Internal;

/// <summary>What the doctor finds, for people. Degraded at the worst: whether visitors may come is another check's business.</summary>
/// <remarks>
/// An examination goes once around all servers, so its result is good for half a minute, and whoever asks meanwhile gets the same. An app may
/// show all its checks to a probe that waits a second: so a new examination is waited for only briefly once there is an older result.
/// </remarks>
internal sealed class DiagnosisHealthCheck(IClusterDoctor doctor, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private Task<Examined>? _running;
    private Examined? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (examining, last) = Begin();
        try
        {
            last = await (last is null ? examining.WaitAsync(cancellationToken) : examining.WaitAsync(Patience, time, cancellationToken));
        }
        catch (TimeoutException)
        {
            // It goes on; the next who asks gets it.
        }

        return ToResult(last!.Diagnosis);
    }

    // One examination at a time, and none while the last is good.
    private (Task<Examined> Examining, Examined? Last) Begin()
    {
        lock (_lock)
        {
            if (_last is { } last && time.GetElapsedTime(last.At) < GoodFor)
            {
                return (Task.FromResult(last), last);
            }

            return (_running is { IsCompleted: false } running ? running : _running = ExamineAsync(), _last);
        }
    }

    // Not cancelled with who asked first: others may wait for it. It ends by itself.
    private async Task<Examined> ExamineAsync()
    {
        await Task.Yield();
        var examined = new Examined(await doctor.ExamineAsync(CancellationToken.None), time.GetTimestamp());
        lock (_lock)
        {
            return _last = examined;
        }
    }

    private static HealthCheckResult ToResult(ClusterDiagnosis diagnosis)
    {
        var bad = diagnosis.Findings.Where(static finding => finding.Status is ClusterFindingStatus.Failed or ClusterFindingStatus.Warning).ToList();
        var data = diagnosis.Findings.DistinctBy(Key).ToDictionary(Key, static finding => (object)new Dictionary<string, string?>
        {
            ["status"] = finding.Status.ToString(),
            ["found"] = finding.Found,
            ["remedy"] = finding.Remedy,
        });
        return bad.Count == 0
            ? HealthCheckResult.Healthy("Nothing is wrong.", data)
            : HealthCheckResult.Degraded($"{bad.Count} of {diagnosis.Findings.Count} checks found something: {string.Join(", ", bad.Select(static finding => finding.Check).Distinct())}.", data: data);
    }

    private static string Key(ClusterFinding finding) => $"{finding.Check} {finding.Target}";

    private sealed record Examined(ClusterDiagnosis Diagnosis, long At);
}
