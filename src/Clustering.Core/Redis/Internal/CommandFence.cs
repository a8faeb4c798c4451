using System.Diagnostics.CodeAnalysis;

namespace Clustering.Redis.Internal;

/// <summary>Holds commands back while the primary moves: what the old one still acknowledges, the new one will not have.</summary>
/// <remarks>Never for longer than <see cref="Bound"/>: a failover that does not end must not become an outage.</remarks>
internal sealed class CommandFence(TimeProvider time)
{
    /// <summary>How long commands are held back at the most. A planned failover takes one to two seconds.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private volatile Raised? _raised;

    /// <summary>Gets a value indicating whether commands are held back.</summary>
    public bool IsUp => _raised is not null;

    /// <summary>Holds commands back from now on.</summary>
    /// <param name="expired">What to do if nothing has ended it within <see cref="Bound"/>, before the commands go on.</param>
    /// <returns>Whether this call did it: a second sign of the same failover does not begin another <see cref="Bound"/>.</returns>
    public bool Raise(Action expired)
    {
        var raised = new Raised(time.GetTimestamp());
        if (Interlocked.CompareExchange(ref _raised, raised, null) is not null)
        {
            return false;
        }

        raised.Bind(time.CreateTimer(
            _ =>
            {
                if (_raised == raised)
                {
                    expired();
                    Lower(raised);
                }
            },
            null,
            Bound,
            Timeout.InfiniteTimeSpan));
        return true;
    }

    /// <summary>Lets the commands go.</summary>
    /// <returns>Whether it was up, and for how long.</returns>
    public bool Lower(out TimeSpan held)
    {
        var raised = _raised;
        held = raised is null ? TimeSpan.Zero : time.GetElapsedTime(raised.Since);
        return raised is not null && Lower(raised);
    }

    /// <summary>Waits until it is down.</summary>
    /// <exception cref="TimeoutException">It was not, within <paramref name="limit"/>.</exception>
    public Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        _raised is not { } raised ? Task.CompletedTask
        : limit <= TimeSpan.Zero ? Task.FromException(new TimeoutException())
        : raised.Down.WaitAsync(limit, time, cancellationToken);

    private bool Lower(Raised raised)
    {
        if (Interlocked.CompareExchange(ref _raised, null, raised) != raised)
        {
            return false;
        }

        raised.End();
        return true;
    }

    [SuppressMessage("Design", "CA1001", Justification = "Its timer is disposed when it ends, and it ends by itself.")]
    private sealed class Raised(long since)
    {
        private readonly TaskCompletionSource _down = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ITimer? _timer;

        public long Since { get; } = since;

        public Task Down => _down.Task;

        public void Bind(ITimer timer)
        {
            _timer = timer;
            if (_down.Task.IsCompleted)
            {
                timer.Dispose();
            }
        }

        public void End()
        {
            _down.TrySetResult();
            _timer?.Dispose();
        }
    }
}
