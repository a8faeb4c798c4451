using System.Collections.Concurrent;
using Clustering.Locks.Internal;

namespace Clustering.Locks;

/// <summary>A fence guard in the memory of one process: for what only this process reaches, such as a file or a device.</summary>
public sealed class FenceGuard : IFenceGuard
{
    private readonly ConcurrentDictionary<string, long> _highest = new(StringComparer.Ordinal);

    /// <summary>Lets in whoever has a fence as high as the highest so far, and remembers it.</summary>
    /// <param name="resource">What is protected: 1 to 512 bytes of UTF-8 without control characters. Each is remembered for good.</param>
    /// <param name="fence">The <see cref="IClusterLock.Fence"/>.</param>
    /// <returns><see langword="false"/> if somebody with a higher fence was here.</returns>
    public bool TryEnter(string resource, long fence)
    {
        LockNames.Check(resource, nameof(resource));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fence);
        return _highest.AddOrUpdate(resource, fence, (_, highest) => Math.Max(highest, fence)) == fence;
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryEnterAsync(string resource, long fence, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(TryEnter(resource, fence));
    }
}
