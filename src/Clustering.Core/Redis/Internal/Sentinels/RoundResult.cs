namespace Clustering.Redis.Internal.Sentinels;

/// <summary>What came of asking all sentinels once.</summary>
/// <param name="Verdict">The primary; <see langword="null"/>: too few answered, or they do not agree.</param>
/// <param name="Answers">What those said who answered.</param>
internal sealed record RoundResult(SentinelVerdict? Verdict, IReadOnlyList<(SentinelLink Link, SentinelAnswer Answer)> Answers)
{
    public static RoundResult None { get; } = new(null, []);
}
