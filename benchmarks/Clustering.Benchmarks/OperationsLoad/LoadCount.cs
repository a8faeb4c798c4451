using System.Diagnostics;

namespace Clustering.Benchmarks.OperationsLoad;

/// <summary>Counts what has been handled, and how long the last one took to come.</summary>
internal sealed class LoadCount
{
    private long _count;
    private long _target;
    private TaskCompletionSource<long> _reached = new();

    /// <summary>Begins to count.</summary>
    /// <param name="target">How many are waited for.</param>
    /// <returns>A task with the ticks from the sending of the last one to its handler.</returns>
    public Task<long> Until(long target)
    {
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _count, 0);
        Volatile.Write(ref _target, target);
        return _reached.Task;
    }

    public void Add(long sent)
    {
        if (Interlocked.Increment(ref _count) == Volatile.Read(ref _target))
        {
            _reached.TrySetResult(Stopwatch.GetTimestamp() - sent);
        }
    }
}
