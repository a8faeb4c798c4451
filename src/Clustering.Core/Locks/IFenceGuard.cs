namespace Clustering.Locks;

/// <summary>Refuses whoever comes too late: it remembers the highest fence seen for each resource, and lets no lower one in.</summary>
/// <remarks>
/// <para>A lock alone cannot stop a process that was paused, lost its lock, and goes on. This can, where it stands before
/// every write to what the lock protects. Where that is a database, a condition in the same statement is better, because it is the same step.</para>
/// <para><b>What you can rely on.</b> All nodes ask the same memory, and once a fence was let in, no lower one is, for a week after.</para>
/// </remarks>
public interface IFenceGuard
{
    /// <summary>Lets in whoever has a fence as high as the highest so far, and remembers it.</summary>
    /// <param name="resource">What is protected: 1 to 512 bytes of UTF-8 without control characters.</param>
    /// <param name="fence">The <see cref="IClusterLock.Fence"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="false"/> if somebody with a higher fence was here: stop, you have lost the lock.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<bool> TryEnterAsync(string resource, long fence, CancellationToken cancellationToken = default);
}
