using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>What the watcher knows just now, for health checks and people.</summary>
/// <param name="Verdict">The primary that the sentinels agreed on last.</param>
/// <param name="Sentinels">Every sentinel, and why it does not answer if it does not.</param>
/// <param name="Replicas">The primary's replicas; <see langword="null"/>: not known yet.</param>
/// <param name="Quorum">How many sentinels have to agree that the primary is down; 0 = not known yet.</param>
internal sealed record SentinelView(
    SentinelVerdict? Verdict, IReadOnlyList<(HostAndPort Address, SentinelFailure? Failure)> Sentinels, IReadOnlyList<SentinelReplica>? Replicas, int Quorum)
{
    public int Answering => Sentinels.Count(static sentinel => sentinel.Failure is null);
}
