namespace Clustering.Operations;

/// <summary>The queues of all handlers, for administrators.</summary>
/// <remarks>All of it works on every node, also for handlers that this node does not have. Every method throws <see cref="ClusterUnavailableException"/> if Redis did
/// not answer; what was asked for may have happened then.</remarks>
public interface IOperationQueues
{
    /// <summary>Counts the operations of every handler known in the cluster.</summary>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The queues, by the names of handlers.</returns>
    ValueTask<IReadOnlyList<OperationQueueStatus>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts nothing more of a handler in the whole cluster, until <see cref="ResumeAsync"/>. What runs goes on; what is enqueued waits.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is so.</returns>
    ValueTask PauseAsync(string handler, CancellationToken cancellationToken = default);

    /// <summary>Ends <see cref="PauseAsync"/>.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is so.</returns>
    ValueTask ResumeAsync(string handler, CancellationToken cancellationToken = default);

    /// <summary>Lists dead letters, the latest first.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to list: 1 to 500.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The dead letters.</returns>
    ValueTask<IReadOnlyList<OperationStatus>> ListDeadLettersAsync(
        string handler, int skip = 0, int take = 100, CancellationToken cancellationToken = default);

    /// <summary>Lets dead letters run again, with all their attempts, and with the steps kept that had been done.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="ids">The ids; <see langword="null"/> is all there are now.</param>
    /// <param name="cancellationToken">Stops waiting; some may run again.</param>
    /// <returns>How many run again.</returns>
    ValueTask<int> ReplayAsync(string handler, IReadOnlyCollection<string>? ids = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a dead letter run again with another payload, and no steps kept.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="id">The id.</param>
    /// <param name="payload">The payload, as <see cref="IOperationSerializer"/> writes it.</param>
    /// <param name="cancellationToken">Stops waiting; it may run again.</param>
    /// <returns>Whether there was such a dead letter.</returns>
    ValueTask<bool> ReplayEditedAsync(string handler, string id, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default);

    /// <summary>Deletes dead letters.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="ids">The ids; <see langword="null"/> is all there are now.</param>
    /// <param name="cancellationToken">Stops waiting; some may be deleted.</param>
    /// <returns>How many were deleted.</returns>
    ValueTask<int> DeleteAsync(string handler, IReadOnlyCollection<string>? ids = null, CancellationToken cancellationToken = default);

    /// <summary>Enqueues nothing more for a handler whose code is gone. What is in its queue stays.</summary>
    /// <param name="type">The name of the type of operations.</param>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is so. A node that has the handler brings it back when it starts.</returns>
    ValueTask RetireAsync(string type, string handler, CancellationToken cancellationToken = default);
}
