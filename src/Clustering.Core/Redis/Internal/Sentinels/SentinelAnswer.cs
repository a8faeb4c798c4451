using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>What one sentinel says of the primary.</summary>
/// <param name="SentinelId">Who says it. Two addresses of one sentinel have the same.</param>
/// <param name="Primary">Where the primary is.</param>
/// <param name="ConfigEpoch">The number of the election by which it became that; grows with each failover.</param>
/// <param name="OtherSentinels">How many other sentinels this one knows.</param>
/// <param name="Quorum">How many have to agree that the primary is down.</param>
/// <param name="Flags">The sentinel's flags for the primary, as <c>master,s_down</c>.</param>
/// <param name="FailoverState">How far a failover is that this sentinel leads; '' where it leads none.</param>
internal sealed record SentinelAnswer(
    string SentinelId, HostAndPort Primary, long ConfigEpoch, int OtherSentinels, int Quorum, string Flags, string FailoverState)
{
    /// <summary>Gets when it was asked, as a timestamp of ours: it says how things were then or later.</summary>
    public long AskedAt { get; init; }

    /// <summary>Gets a value indicating whether this sentinel leads a failover just now, or wants to.</summary>
    public bool IsFailingOver { get; } = Flags.Split(',').Contains("failover_in_progress");

    /// <summary>Gets a value indicating whether it does, and was elected to: one that is cut off may want to for ever.</summary>
    public bool IsPromoting => IsFailingOver && FailoverState != "wait_start";
}
