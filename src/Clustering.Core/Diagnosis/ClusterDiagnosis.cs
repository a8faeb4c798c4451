using System.Globalization;
using System.Text;

namespace Clustering.Diagnosis;

/// <summary>What the doctor found.</summary>
/// <param name="Findings">One for each check, in the order in which things depend on each other: the first that failed is the one to mend.</param>
public sealed record ClusterDiagnosis(IReadOnlyList<ClusterFinding> Findings)
{
    /// <summary>Gets the worst that was found. What was skipped does not count.</summary>
    public ClusterFindingStatus Status => Findings.Select(static finding => finding.Status)
        .Where(static status => status != ClusterFindingStatus.Skipped)
        .DefaultIfEmpty(ClusterFindingStatus.Skipped)
        .Max();

    /// <summary>A report for people, a line or two for each finding; what was skipped for one reason is in one line.</summary>
    /// <returns>The report.</returns>
    public override string ToString()
    {
        var report = new StringBuilder();
        for (var i = 0; i < Findings.Count;)
        {
            var (check, status, target, found, remedy) = Findings[i];
            var alike = Findings.Skip(i + 1).TakeWhile(other => status == ClusterFindingStatus.Skipped && other == Findings[i] with { Check = other.Check })
                .Select(static other => other.Check).ToList();
            i += 1 + alike.Count;

            report.Append(report.Length == 0 ? "" : "\n").Append(CultureInfo.InvariantCulture, $"{status,-7} {string.Join(", ", alike.Prepend(check)),-19} {target}: {found}");
            if (remedy is not null)
            {
                report.Append('\n').Append(' ', 8).Append(remedy);
            }
        }

        return report.ToString();
    }
}
