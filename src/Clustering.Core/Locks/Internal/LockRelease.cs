namespace Clustering.Locks.Internal;

/// <summary>The letting go of one lock, over all attempts at it.</summary>
/// <remarks>
/// Redis remembers only who let go last. Whoever was told nothing by the first attempt, and then that he holds it no more, has let it go by the first:
/// he held it until then, as he knew by his own clock.
/// </remarks>
internal sealed class LockRelease
{
    private int _sent;

    /// <summary>Gets a value indicating whether an earlier attempt may have done it.</summary>
    public bool IsRepeated => Volatile.Read(ref _sent) > 1;

    /// <summary>Notes that it is sent, once more perhaps.</summary>
    public void Sending() => Interlocked.Increment(ref _sent);
}
