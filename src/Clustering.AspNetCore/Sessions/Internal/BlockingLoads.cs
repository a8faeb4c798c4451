namespace Clustering.Sessions.Internal;

/// <summary>Bounds how many threads wait for sessions at a time, so that a slow Redis does not take the whole thread pool with it.</summary>
/// <remarks>
/// Above the bound, and up to twice of it, a thread may still wait as long as others are being served: only when none has been for a while
/// is it refused, with an honest error, because then the threads are needed by requests that do not use the session. The pool is told of the
/// threads that may wait, for it would otherwise replace them one by one, with a pause after each.
/// </remarks>
internal sealed class BlockingLoads(int most, TimeProvider time)
{
    private static readonly TimeSpan Stuck = TimeSpan.FromMilliseconds(100);

    private readonly int _mostEver = 2 * most;
    private int _waiting;
    private int _reserved;
    private long _lastServed = time.GetTimestamp();

    public bool TryEnter()
    {
        ReserveThreads();
        var waiting = Interlocked.Increment(ref _waiting);
        if (waiting == 1)
        {
            Volatile.Write(ref _lastServed, time.GetTimestamp()); // Nobody waited, so nobody was stuck.
        }

        if (waiting <= most || (waiting <= _mostEver && time.GetElapsedTime(Volatile.Read(ref _lastServed)) < Stuck))
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        return false;
    }

    public void Exit()
    {
        Volatile.Write(ref _lastServed, time.GetTimestamp());
        Interlocked.Decrement(ref _waiting);
    }

    private void ReserveThreads()
    {
        if (Volatile.Read(ref _reserved) == 0 && Interlocked.Exchange(ref _reserved, 1) == 0)
        {
            ThreadPool.GetMinThreads(out var workers, out var completionPorts);
            ThreadPool.GetMaxThreads(out var mostWorkers, out _);
            ThreadPool.SetMinThreads(Math.Min(workers + _mostEver, mostWorkers), completionPorts);
        }
    }
}
