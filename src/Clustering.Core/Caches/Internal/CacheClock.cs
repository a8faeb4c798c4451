namespace Clustering.Caches.Internal;

/// <summary>The clock of leases, in milliseconds: it only grows, and reading it costs next to nothing.</summary>
/// <remarks>
/// Each read of a cache looks at it, and the exact clock would be most of what that costs. The system's coarse one is behind by some milliseconds at
/// the most: as much when a lease begins as when it ends.
/// </remarks>
internal sealed class CacheClock(TimeProvider time)
{
    private readonly TimeProvider? _other = ReferenceEquals(time, TimeProvider.System) ? null : time;

    public TimeProvider Time => time;

    public long Now => _other is null ? Environment.TickCount64 : (long)_other.GetElapsedTime(0).TotalMilliseconds;
}
