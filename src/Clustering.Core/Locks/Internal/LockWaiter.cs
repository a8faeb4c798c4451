namespace Clustering.Locks.Internal;

/// <summary>Somebody on this node who waits for a lock, and whom messages can reach.</summary>
internal sealed class LockWaiter(string owner)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<LockSignal> _next = NewSignal();
    private LockSignal _pending;

    public string Owner { get; } = owner;

    /// <summary>Wakes it. A grant is never overwritten by anything less.</summary>
    public void Signal(LockSignal signal)
    {
        lock (_lock)
        {
            if (_pending.Kind >= signal.Kind)
            {
                return;
            }

            _pending = signal;
            _next.TrySetResult(signal);
        }
    }

    /// <summary>Waits for the next signal, also one that came since the last call; after <paramref name="limit"/> it is <see cref="LockSignalKind.None"/>.</summary>
    public async Task<LockSignal> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<LockSignal> next;
        lock (_lock)
        {
            next = _next.Task;
        }

        try
        {
            await next.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Perhaps at this very moment there is one; below it is taken all the same.
        }

        lock (_lock)
        {
            var signal = _pending;
            if (signal.Kind != LockSignalKind.None)
            {
                (_pending, _next) = (default, NewSignal());
            }

            return signal;
        }
    }

    private static TaskCompletionSource<LockSignal> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
