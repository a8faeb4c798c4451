using System.Collections.Concurrent;

namespace Clustering.Testing;

/// <summary>
/// A load that keeps account: workers that write something numbered, again and again, and remember which of it was acknowledged, what
/// failed, and how long nothing got through. Afterwards what was acknowledged must be there.
/// </summary>
/// <remarks>
/// A write that fails may have taken effect or not; its number is not written again. After a failure a worker pauses for a
/// moment, so that a server that is away does not make it spin.
/// </remarks>
public sealed class AcknowledgedWrites : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(10);

    private readonly Func<long, CancellationToken, Task> _write;
    private readonly TimeSpan _pace;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Lock _lock = new();
    private readonly List<long> _acknowledged = [];
    private readonly ConcurrentQueue<FailedWrite> _failures = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoning = new();
    private readonly Task _workers;
    private TimeSpan _last;
    private TimeSpan? _ended;
    private WritePause _longestPause = new(TimeSpan.Zero, TimeSpan.Zero);
    private long _sequence;

    private AcknowledgedWrites(Func<long, CancellationToken, Task> write, int workers, TimeSpan pace, TimeProvider time)
    {
        _write = write;
        _pace = pace;
        _time = time;
        _started = time.GetTimestamp();
        _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>Gets the numbers of the writes that were acknowledged so far, in the order of their acknowledgements.</summary>
    public IReadOnlyList<long> Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return [.. _acknowledged];
            }
        }
    }

    /// <summary>Gets how many writes were acknowledged so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.Count;
            }
        }
    }

    /// <summary>Gets the writes that failed so far.</summary>
    public IReadOnlyCollection<FailedWrite> Failures => _failures;

    /// <summary>
    /// Gets the longest time in which nothing was acknowledged, whoever wrote. The time before the first acknowledgement counts, and so
    /// does that since the last one: a load that never recovers has a long pause, not a short one.
    /// </summary>
    public WritePause LongestPause
    {
        get
        {
            lock (_lock)
            {
                return Longer(_longestPause, _ended ?? Elapsed);
            }
        }
    }

    private TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Begins to write.</summary>
    /// <param name="write">Writes the number it is given so that it can be found again, and ends when that is acknowledged.</param>
    /// <param name="workers">How many write at a time.</param>
    /// <param name="pace">How long each worker waits between two writes; as fast as it is answered if not given.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The load. Stop it, look at it, dispose it.</returns>
    public static AcknowledgedWrites Start(
        Func<long, CancellationToken, Task> write, int workers = 4, TimeSpan pace = default, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new(write, workers, pace, time ?? TimeProvider.System);
    }

    /// <summary>Waits until so many more writes are acknowledged than now.</summary>
    /// <param name="more">How many.</param>
    /// <param name="limit">How long to wait; <see cref="Eventually.Limit"/> if not given.</param>
    /// <returns>A task that ends when they are.</returns>
    public Task WaitForAsync(int more, TimeSpan? limit = null)
    {
        var wanted = Count + more;
        return Eventually.TrueAsync(() => Count >= wanted, $"{more} more writes are acknowledged, beyond these: {this}", limit);
    }

    /// <summary>Begins no more writes, and waits for those under way.</summary>
    /// <returns>A task that ends when the last one has.</returns>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _workers;
        lock (_lock)
        {
            _ended ??= Elapsed;
        }
    }

    /// <summary>Finds what was acknowledged and is not there.</summary>
    /// <param name="found">The numbers that are there.</param>
    /// <returns>The numbers that were lost, in order.</returns>
    public IReadOnlyList<long> Missing(IEnumerable<long> found) => [.. Acknowledged.Except(found).Order()];

    /// <summary>Abandons what is under way.</summary>
    /// <returns>A task that ends when no worker runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await _abandoning.CancelAsync();
        await StopAsync();
    }

    /// <summary>Sums it up, for the message of a test that fails.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var failures = Failures.CountBy(failure => failure.Exception.GetType().Name).Select(type => $"{type.Value} {type.Key}");
        return $"{Count} acknowledged, {Failures.Count} failed ({string.Join(", ", failures)}), longest pause {LongestPause}";
    }

    private async Task WorkAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _sequence);
            var pause = _pace;
            try
            {
                await _write(number, _abandoning.Token);
                Acknowledge(number);
            }
            catch (OperationCanceledException) when (_abandoning.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                _failures.Enqueue(new(number, Elapsed, exception));
                pause = pause > PauseAfterFailure ? pause : PauseAfterFailure;
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Acknowledge(long number)
    {
        lock (_lock)
        {
            var now = Elapsed;
            _longestPause = Longer(_longestPause, now);
            _last = now;
            _acknowledged.Add(number);
        }
    }

    private WritePause Longer(WritePause pause, TimeSpan until) =>
        until - _last > pause.Length ? new(_last, until - _last) : pause;
}
