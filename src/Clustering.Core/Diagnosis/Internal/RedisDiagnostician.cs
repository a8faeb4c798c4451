using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;

namespace Clustering.Diagnosis.Internal;

/// <summary>Says why the first connection failed: the first step of the diagnosis that did, and its remedy.</summary>
internal sealed class RedisDiagnostician(IClusterDoctor doctor, ILogger<RedisDiagnostician> logger) : IRedisDiagnostician
{
    public async Task<string?> ExplainAsync(CancellationToken cancellationToken)
    {
        try
        {
            var diagnosis = await doctor.ExamineAsync(cancellationToken).ConfigureAwait(false);
            logger.StartDiagnosed(diagnosis);
            return Explain(diagnosis);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Then there is what the connection said.
            logger.DiagnosisBroken(exception);
            return null;
        }
    }

    internal static string? Explain(ClusterDiagnosis diagnosis)
    {
        var failed = diagnosis.Findings.Where(static finding => finding.Status == ClusterFindingStatus.Failed).ToList();
        if (failed is not [var first, .. var others] || first.Check == Checks.Connection)
        {
            return null; // Of a connection that the app makes, the app's own exception says more.
        }

        var more = others.Count == 0 ? "" : $" ({string.Join(", ", others.Select(static finding => $"{finding.Check} of {finding.Target}"))} failed too.)";
        return $"{first.Check} of {first.Target} failed. {first.Found}{(first.Remedy is null ? "" : $" {first.Remedy}")}{more}";
    }
}
