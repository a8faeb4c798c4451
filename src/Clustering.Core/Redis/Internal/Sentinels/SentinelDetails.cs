using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>Whom a sentinel knows beside the primary.</summary>
/// <param name="Sentinels">The other sentinels.</param>
/// <param name="Replicas">The primary's replicas, those that are away included.</param>
internal sealed record SentinelDetails(IReadOnlyList<HostAndPort> Sentinels, IReadOnlyList<SentinelReplica> Replicas);

/// <summary>A replica, as the sentinels see it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Trouble">What is wrong with it; <see langword="null"/>: nothing.</param>
internal sealed record SentinelReplica(HostAndPort Address, string? Trouble);
