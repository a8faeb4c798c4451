namespace Clustering.Sessions.Internal;

/// <summary>How long one request may wait for its session, all reads and writes together.</summary>
internal sealed class SessionIoBudget(TimeSpan limit, TimeProvider time)
{
    private TimeSpan _spent;

    /// <summary>Runs one operation within what is left.</summary>
    /// <exception cref="ClusterUnavailableException">Nothing is left, or the operation did not end in time.</exception>
    public async Task<T> SpendAsync<TState, T>(TState state, Func<TState, TimeSpan, Task<T>> operation)
    {
        var left = limit - _spent;
        if (left <= TimeSpan.Zero)
        {
            throw new ClusterUnavailableException(
                $"The session's input and output took longer than Clustering:Sessions:Budget ({limit}) allows one request.");
        }

        var began = time.GetTimestamp();
        try
        {
            return await operation(state, left);
        }
        finally
        {
            _spent += time.GetElapsedTime(began);
        }
    }
}
