namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>How long operations lay still each time, in order.</summary>
/// <param name="What">What became of their worker.</param>
/// <param name="Took">The times.</param>
/// <param name="Most">What is promised.</param>
internal sealed record HandOverRow(string What, IReadOnlyList<TimeSpan> Took, TimeSpan Most)
{
    public TimeSpan Middle => Took[Took.Count / 2];

    public TimeSpan Longest => Took[^1];

    public bool Passes => Longest <= Most;
}
