namespace Clustering.Sessions.Internal;

/// <summary>Bounds how many threads wait for sessions at a time, so that a slow Redis does not take the whole thread pool with it.</summary>
/// <remarks>
/// Above the bound a thread may still wait as long as others are being served: only when none has been for a while is it refused, with an
/// honest error, because then the threads are needed by requests that do not use the session.
/// </remarks>
internal sealed class BlockingLoads(int most, TimeProvider time)
{
    private static readonly TimeSpan Stuck = TimeSpan.FromMilliseconds(100);

    private int _waiting;
    private long _lastServed = time.GetTimestamp();

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _waiting) <= most)
        {
            if (Volatile.Read(ref _waiting) == 1)
            {
                Volatile.Write(ref _lastServed, time.GetTimestamp()); // Nobody waited, so nobody was stuck.
            }

            return true;
        }

        if (time.GetElapsedTime(Volatile.Read(ref _lastServed)) < Stuck)
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
}
