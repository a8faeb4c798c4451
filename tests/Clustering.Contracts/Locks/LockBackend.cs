using Clustering.Locks;

namespace Clustering.Contracts.Locks;

/// <summary>Where the locks of a test are kept, and the nodes that ask for them.</summary>
internal abstract class LockBackend : IAsyncDisposable
{
    /// <summary>Gets the locks of the nodes; where a process is alone, of the one there is.</summary>
    public abstract IReadOnlyList<IClusterLocks> Nodes { get; }

    public abstract IFenceGuard Guard { get; }

    /// <summary>Gets how many are in line for a lock.</summary>
    public abstract Task<long> WaitingAsync(string name);

    public abstract ValueTask DisposeAsync();
}
