namespace Clustering.Diagnosis.Internal;

/// <summary>What came of a check, before it is known whose it was.</summary>
internal sealed record Outcome(ClusterFindingStatus Status, string Found, string? Remedy)
{
    private const int LongestQuotation = 200;

    public static Outcome Passed(string found) => new(ClusterFindingStatus.Passed, found, null);

    public static Outcome Warning(string found, string remedy) => new(ClusterFindingStatus.Warning, found, remedy);

    public static Outcome Failed(string found, string? remedy) => new(ClusterFindingStatus.Failed, found, remedy);

    public static Outcome Skipped(string found, string? remedy = null) => new(ClusterFindingStatus.Skipped, found, remedy);

    /// <summary>What somebody else said, fit for a line: it may be long, and of several lines.</summary>
    public static string Quote(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestQuotation ? line : line[..LongestQuotation] + "...";
    }

    /// <summary>One line of a log, whatever a server put into it.</summary>
    public static string Line(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static character => char.IsControl(character) ? ' ' : character)) : text;
}
