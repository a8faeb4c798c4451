using Microsoft.Extensions.Logging;

namespace Clustering.Operations.Internal;

// Stopping: nothing new starts, what runs may end, and what has not ended is given back.
internal sealed partial class OperationWorker
{
    // For those who heed their token.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);

    private volatile bool _isStopping;
    private volatile TaskCompletionSource? _idle;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _isStopping = true;
        _signal.Set();
        if (!await IsIdleWithinAsync(_options.StopTimeout, cancellationToken).ConfigureAwait(false))
        {
            foreach (var running in Running)
            {
                running.End(OperationEnding.Stopping);
            }

            if (!await IsIdleWithinAsync(LastWait, CancellationToken.None).ConfigureAwait(false))
            {
                GiveUpTheRest();
            }
        }

        // The last turn is under way, or to come.
        for (var began = _time.GetTimestamp(); HasMoreToSay && !_isFailing && _time.GetElapsedTime(began) < LastWait;)
        {
            _signal.Set();
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, CancellationToken.None).ConfigureAwait(false);
        }

        Dispose();
        await Task.WhenAny(_loop, Task.Delay(LastWait, _time, CancellationToken.None)).ConfigureAwait(false);
    }

    private bool HasMoreToSay
    {
        get
        {
            lock (_ending)
            {
                return _done.Count + _acts.Count > 0;
            }
        }
    }

    private async Task<bool> IsIdleWithinAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            if (Volatile.Read(ref _outstanding) > 0)
            {
                await _idle!.Task.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return Volatile.Read(ref _outstanding) == 0;
        }
    }

    // They go on here, but what they say is not taken any more; others have them at once.
    private void GiveUpTheRest()
    {
        var count = 0;
        lock (_ending)
        {
            foreach (var running in Running)
            {
                count++;
                _acts.Enqueue(new(OperationVerb.Back, running.Id, running.Owner, running.Envelope.Keep > 0));
            }
        }

        _logger.LeftBehind(count, Definition.Name);
        _signal.Set();
    }
}
