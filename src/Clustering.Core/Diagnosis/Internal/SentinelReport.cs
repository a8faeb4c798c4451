using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Sentinels;

namespace Clustering.Diagnosis.Internal;

/// <summary>What came of examining one sentinel.</summary>
/// <param name="Address">Which one.</param>
/// <param name="Answer">What it says of the primary; <see langword="null"/>: nothing that could be counted.</param>
/// <param name="Quorum">What it says of a failover's chances; <see langword="null"/>: it could not be asked.</param>
/// <param name="KnownReplicas">How many replicas it knows, those that are away included.</param>
/// <param name="Findings">What was found.</param>
internal sealed record SentinelReport(
    HostAndPort Address, SentinelAnswer? Answer, QuorumAnswer? Quorum, int KnownReplicas, IReadOnlyList<ClusterFinding> Findings);

/// <summary>A reply to <c>SENTINEL CKQUORUM</c>.</summary>
/// <param name="IsReached">Whether a failover could be decided now.</param>
/// <param name="Text">Its words.</param>
internal sealed record QuorumAnswer(bool IsReached, string Text);
