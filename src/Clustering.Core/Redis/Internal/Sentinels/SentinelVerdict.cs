using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>Who is the primary, by the majority of the sentinels that answered.</summary>
/// <param name="Primary">Where it is, as the sentinels say.</param>
/// <param name="ConfigEpoch">By which election.</param>
internal sealed record SentinelVerdict(HostAndPort Primary, long ConfigEpoch)
{
    /// <summary>Counts: one vote for each sentinel, whatever the number of its addresses.</summary>
    /// <param name="answers">What those said who answered.</param>
    /// <param name="before">The verdict that holds so far.</param>
    /// <returns>The verdict; <see langword="null"/> where they give none.</returns>
    /// <remarks>
    /// Strictly more than half of those who answered. Where those are not even half of all there are, because of a partition, they can
    /// not take back what is known: their epoch has to be as high. A failover is decided by a majority, so whoever knows of a later
    /// one is right even if he is alone to answer.
    /// </remarks>
    public static SentinelVerdict? Of(IEnumerable<SentinelAnswer> answers, SentinelVerdict? before)
    {
        var voters = answers.DistinctBy(static answer => answer.SentinelId).ToList();
        var winner = voters.GroupBy(static answer => answer.Primary).MaxBy(static group => group.Count());
        if (winner is null || winner.Count() * 2 <= voters.Count)
        {
            return null;
        }

        var verdict = new SentinelVerdict(winner.Key, winner.Max(static answer => answer.ConfigEpoch));
        var all = winner.Max(static answer => answer.OtherSentinels) + 1;
        return before is null || verdict.ConfigEpoch >= before.ConfigEpoch || winner.Count() * 2 > all ? verdict : null;
    }

    /// <summary>Whether so many of all sentinels that are known say the same that the others need not be waited for.</summary>
    public static bool IsSettled(IReadOnlyCollection<SentinelAnswer> answers, int addresses) =>
        answers.DistinctBy(static answer => answer.SentinelId).GroupBy(static answer => answer.Primary).Any(group =>
            group.Count() * 2 > Math.Max(addresses, group.Max(static answer => answer.OtherSentinels) + 1));
}
