namespace Clustering.Diagnosis;

/// <summary>What one check found. Never holds a password.</summary>
/// <param name="Check">Which check, as <c>redis.tcp</c>; all are listed in <c>docs/doctor.md</c>.</param>
/// <param name="Status">What came of it.</param>
/// <param name="Target">What was examined, as <c>redis-1:6379</c>.</param>
/// <param name="Found">What was found, for people.</param>
/// <param name="Remedy">What to do; <see langword="null"/>: nothing.</param>
public sealed record ClusterFinding(string Check, ClusterFindingStatus Status, string Target, string Found, string? Remedy)
{
    /// <summary>One line for people.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Status} {Check} of {Target}: {Found}{(Remedy is null ? "" : $" {Remedy}")}";
}
