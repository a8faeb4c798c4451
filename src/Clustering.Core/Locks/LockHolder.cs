namespace Clustering.Locks;

/// <summary>Who has a lock.</summary>
/// <param name="NodeId">The id of the process.</param>
/// <param name="NodeName">Its name for people; <see langword="null"/> where this node does not know it as alive.</param>
/// <param name="Fence">The lock's fence.</param>
/// <param name="Since">Since when, by the server's clock.</param>
/// <param name="Remaining">How long the lock lasts if its process dies now. A living one renews it.</param>
public sealed record LockHolder(string NodeId, string? NodeName, long Fence, DateTimeOffset Since, TimeSpan Remaining);
