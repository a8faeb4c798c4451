namespace Clustering.Operations;

/// <summary>Work for the background, kept in Redis, done by whichever node is free.</summary>
/// <remarks>
/// <para><b>What you can rely on.</b> When enqueueing returns, the operation is in Redis for every handler of its type, or for none if it throws. It stays there
/// until each handler has succeeded, or it is a dead letter, or somebody cancels it, whatever nodes crash. Of one order key and handler
/// one runs at a time in the whole cluster, in the order of enqueueing.</para>
/// <para><b>What you cannot.</b> A handler may run more than once for one operation, if its node dies or stands still after the work and before it could say so:
/// at least once. A crash of Redis may lose what it had acknowledged and not yet written to disk or to its replica.</para>
/// </remarks>
/// <example>
/// <code language="csharp">
/// await operations.EnqueueAsync(new DocumentUpdated(id), cancellationToken: cancellationToken);
/// </code>
/// </example>
public interface IOperations
{
    /// <summary>Enqueues an operation for all handlers of its type.</summary>
    /// <param name="operation">What is to be done.</param>
    /// <param name="options">What is special about it; <see langword="null"/> is nothing.</param>
    /// <param name="cancellationToken">Stops waiting; it may be enqueued all the same.</param>
    /// <typeparam name="T">The type by which handlers are chosen.</typeparam>
    /// <returns>Its id; or that of the one that is there already, where a deduplication key says so, or whose payload it has replaced.</returns>
    /// <exception cref="InvalidOperationException">No handler of this type is known in the cluster, or one has an order key or a filter that only its own nodes know.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. It may have been enqueued.</exception>
    ValueTask<string> EnqueueAsync<T>(T operation, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Enqueues several operations of a type, in their order. Up to 500 are one step, all or none, in one round trip.</summary>
    /// <param name="operations">What is to be done.</param>
    /// <param name="options">What is special about all of them; <see langword="null"/> is nothing.</param>
    /// <param name="cancellationToken">Stops waiting; they may be enqueued all the same.</param>
    /// <typeparam name="T">The type by which handlers are chosen.</typeparam>
    /// <returns>Their ids, in the same order.</returns>
    /// <exception cref="InvalidOperationException">As with <see cref="EnqueueAsync"/>.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Some of them may have been enqueued.</exception>
    ValueTask<IReadOnlyList<string>> EnqueueManyAsync<T>(
        IEnumerable<T> operations, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says where an operation is.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="id">The id of the operation.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>Where it is; or <see langword="null"/> if it has ended and <see cref="EnqueueOptions.KeepOutcome"/> was not set or is over, or it never was.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<OperationStatus?> FindAsync(string handler, string id, CancellationToken cancellationToken = default);

    /// <summary>Waits until an operation has ended that was enqueued with <see cref="EnqueueOptions.KeepOutcome"/>, on whatever node.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="id">The id of the operation.</param>
    /// <param name="timeout">How long to wait at the most; <see langword="null"/> is without end.</param>
    /// <param name="cancellationToken">Stops waiting. The operation goes on.</param>
    /// <returns>How it ended; or <see langword="null"/> if nothing is known of it.</returns>
    /// <exception cref="TimeoutException">It has not ended within <paramref name="timeout"/>.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<OperationStatus?> WaitAsync(string handler, string id, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Cancels an operation. One that has not started never does; the token of one that runs is cancelled.</summary>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="id">The id of the operation.</param>
    /// <param name="by">Who does it, for whoever looks: up to 512 bytes of UTF-8 without control characters.</param>
    /// <param name="cancellationToken">Stops waiting; it may be cancelled all the same.</param>
    /// <returns><see langword="false"/> if it has ended or is a dead letter. Of one that runs it is not yet known how it ends: the handler may be faster.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<bool> CancelAsync(string handler, string id, string by = "", CancellationToken cancellationToken = default);
}
