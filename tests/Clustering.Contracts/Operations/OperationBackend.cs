using Clustering.Operations;

namespace Clustering.Contracts.Operations;

/// <summary>The nodes of a test, and the work that their handlers do.</summary>
internal abstract class OperationBackend : IAsyncDisposable
{
    public NoteWork Work { get; init; } = new();

    /// <summary>Gets the operations of the nodes; where a process is alone, of the one there is.</summary>
    public abstract IReadOnlyList<IOperations> Nodes { get; }

    /// <summary>Gets the services of the nodes.</summary>
    public abstract IReadOnlyList<IServiceProvider> Services { get; }

    public abstract IOperationQueues Queues { get; }

    public abstract ValueTask DisposeAsync();
}
