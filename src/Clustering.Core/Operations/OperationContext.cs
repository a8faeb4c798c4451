using Clustering.Operations.Internal;

namespace Clustering.Operations;

/// <summary>What a handler knows of the operation it runs, and what it may say of it.</summary>
public sealed class OperationContext
{
    private readonly RunningOperation _running;

    internal OperationContext(RunningOperation running) => _running = running;

    /// <summary>Gets the id of the operation, the same for all its handlers.</summary>
    public string Id => _running.Id;

    /// <summary>Gets the name of the handler.</summary>
    public string Handler => _running.Worker.Definition.Name;

    /// <summary>Gets which attempt it is, counted from 1.</summary>
    public int Attempt => _running.FailedAttempts + 1;

    /// <summary>Gets how many times the lease of whoever ran it before was lost. Not 0 means that it may have been done already, or in part.</summary>
    public int LostLeases => _running.LostLeases;

    /// <summary>Gets the order key; '' without one.</summary>
    public string OrderKey => _running.Envelope.Key;

    /// <summary>Gets when it was enqueued, by the clock of the node that did.</summary>
    public DateTimeOffset EnqueuedAt => DateTimeOffset.FromUnixTimeMilliseconds(_running.Envelope.Created);

    /// <summary>Gets a number higher than that of every run of it before, and of every operation of its order key before it.</summary>
    /// <remarks>Pass it to what is written to, and let that refuse lower numbers: see <see cref="Locks.IFenceGuard"/>.</remarks>
    public long Fence => _running.Fence;

    /// <summary>Does a step, unless an earlier run of this operation has: then its result is returned.</summary>
    /// <remarks>If the process dies between the step and the keeping of its result, the step is done again.</remarks>
    /// <param name="step">The name of the step, of this operation's: 1 to 256 bytes of UTF-8 without control characters.</param>
    /// <param name="act">Does it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <returns>The result, of this run or the earlier one.</returns>
    /// <exception cref="OperationCanceledException">The operation is no longer this node's: the result is not kept. Stop.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    public Task<T> OnceAsync<T>(string step, Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken = default)
    {
        OperationNames.Check(step, nameof(step));
        ArgumentNullException.ThrowIfNull(act);
        return _running.OnceAsync(step, act, cancellationToken);
    }

    /// <summary>Says how far it is, for whoever looks.</summary>
    /// <param name="progress">What to say: up to 2,048 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is kept.</returns>
    /// <exception cref="OperationCanceledException">The operation is no longer this node's. Stop.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    public Task ReportProgressAsync(string progress, CancellationToken cancellationToken = default)
    {
        OperationNames.CheckText(progress, nameof(progress));
        return _running.ReportAsync(progress, cancellationToken);
    }

    /// <summary>Sets the result, for <see cref="IOperations.WaitAsync"/>. It is kept if the operation succeeds and was enqueued with <see cref="EnqueueOptions.KeepOutcome"/>.</summary>
    /// <param name="result">The result.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public void SetResult<T>(T result) => _running.SetResult(result);
}
