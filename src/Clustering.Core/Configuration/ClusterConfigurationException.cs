using System.Globalization;
using System.Text;

namespace Clustering.Configuration;

/// <summary>The configuration cannot be used. The message is a report of everything that is wrong with it, not only of the first thing.</summary>
/// <remarks>Thrown when the app starts, before anything connects. No secret appears in it.</remarks>
public sealed class ClusterConfigurationException : Exception
{
    /// <summary>Creates the exception from what is wrong.</summary>
    /// <param name="problems">All that is wrong. Not empty.</param>
    public ClusterConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(Report(problems))
    {
        Problems = problems;
    }

    /// <summary>Gets every problem, in the order of the report.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    private static string Report(IReadOnlyList<ConfigurationProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);

        var report = new StringBuilder(problems.Count == 1
            ? "The cluster's configuration has a problem; put it right and start again."
            : $"The cluster's configuration has {problems.Count} problems; put them right and start again.");

        for (var i = 0; i < problems.Count; i++)
        {
            var problem = problems[i];
            var number = (i + 1).ToString(CultureInfo.InvariantCulture) + ". ";
            var indent = new string(' ', number.Length);

            report.AppendLine().AppendLine();
            report.Append(number).Append(problem.Path);
            report.AppendLine(problem.Value is null ? " is not set" : $" = '{problem.Value}'");
            if (problem.Origin is not null)
            {
                report.Append(indent).Append("from:   ").AppendLine(problem.Origin);
            }

            report.Append(indent).Append("reason: ").AppendLine(problem.Reason);
            report.Append(indent).Append("remedy: ").Append(problem.Remedy);
        }

        return report.ToString();
    }
}
