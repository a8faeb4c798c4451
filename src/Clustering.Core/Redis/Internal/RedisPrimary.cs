namespace Clustering.Redis.Internal;

/// <summary>One run of one server as the primary. A failover or a restart makes another.</summary>
/// <param name="Number">Grows with each in this process.</param>
/// <param name="RunId">What the server calls its run, or '' where it has no name for it.</param>
/// <param name="EndPoint">Where it is.</param>
/// <param name="Since">The <see cref="TimeProvider"/> timestamp from which on this node uses it.</param>
internal sealed record RedisPrimary(long Number, string RunId, string EndPoint, long Since);
