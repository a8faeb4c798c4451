using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Clustering.Caches.Internal;
using Microsoft.Extensions.Logging;

namespace Clustering.Operations.Internal;

// Running: so many places, each of which takes one after the other of what is at hand.
internal sealed partial class OperationWorker
{
    // So many that have ended go at once, though more are at hand.
    private const int EnoughEnded = 48;

    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentQueue<RunningOperation> _atHand = [];
    private readonly ITimer _hold;
    private bool _isHeld;
    private int _outstanding;
    private int _unstarted;
    private int _places;

    private void StartPlaces()
    {
        for (var wanted = Volatile.Read(ref _unstarted); wanted > 0 && TryTakePlace(); wanted--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static worker => _ = worker.WorkAsync(), this, preferLocal: false);
        }
    }

    private bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _places) <= Definition.Concurrency)
        {
            return true;
        }

        Interlocked.Decrement(ref _places);
        return false;
    }

    private async Task WorkAsync()
    {
        do
        {
            while (_atHand.TryDequeue(out var running))
            {
                Interlocked.Decrement(ref _unstarted);
                await RunAsync(running).ConfigureAwait(false);
            }

            Interlocked.Decrement(ref _places);
        }
        while (!_atHand.IsEmpty && TryTakePlace());
    }

    private async Task RunAsync(RunningOperation running)
    {
        if (running.Ending == OperationEnding.None && _time.GetTimestamp() >= running.Deadline)
        {
            Lose(running); // The timer may be late, and then it must not begin.
        }

        if (running.Ending != OperationEnding.None)
        {
            End(running, running.Ending == OperationEnding.Cancelled ? OperationVerb.Ended : OperationVerb.Back);
            return;
        }

        var began = _time.GetTimestamp();
        if (_metrics.WantsWaits && running is { FailedAttempts: 0, LostLeases: 0 })
        {
            _metrics.Waited(Definition.Name, _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(running.Envelope.Created));
        }

        using var token = running.Begin(Definition.Timeout, _time);
        using var activity = OperationTracing.Process(running);
        try
        {
            await HeedTokensAsync(running.Envelope.Tokens, CacheTokenScope.Begin(), token.Token).ConfigureAwait(false);
            await Definition.RunAsync(_scopes, Serializer, running, token.Token).ConfigureAwait(false);
            _pace.Took(began);
            EndWell(running);
        }
        catch (Exception exception)
        {
            _pace.Took(began);
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            EndBadly(running, exception, isOutOfTime: token.IsCancellationRequested && running.Ending == OperationEnding.None);
        }

        _metrics.Processed(Definition.Name, _time.GetElapsedTime(began));
    }

    // A handler reads what whoever enqueued it has changed; and what it enqueues itself carries that on, with what it changes.
    private Task HeedTokensAsync(string tokens, CacheTokenScope scope, CancellationToken cancellationToken)
    {
        if (tokens.Length == 0)
        {
            return Task.CompletedTask;
        }

        var needed = OperationTokens.Read(tokens);
        scope.Add(needed);
        return _tokens.WaitAsync(needed, cancellationToken);
    }

    private void EndWell(RunningOperation running)
    {
        _metrics.Ended(Definition.Name, "completed");
        if (running.Envelope.Keep > 0)
        {
            End(running, OperationVerb.Keep, running.Result);
            return;
        }

        lock (_ending)
        {
            _done.Enqueue(new(running.Id, running.Owner, running.Envelope.Key));
        }

        Leave(running);
    }

    private void EndBadly(RunningOperation running, Exception exception, bool isOutOfTime)
    {
        // Whatever a handler throws when it was told to end is because of that.
        switch (running.Ending)
        {
            case OperationEnding.Cancelled:
                End(running, OperationVerb.Ended);
                return;
            case OperationEnding.Stopping or OperationEnding.Lost:
                End(running, OperationVerb.Back);
                return;
        }

        var attempt = running.FailedAttempts + 1;
        var error = isOutOfTime ? $"It took longer than {Definition.Timeout}. {exception.Message}" : $"{exception.GetType().FullName}: {exception.Message}";
        if (attempt >= Definition.MaxAttempts || exception is OperationRejectedException)
        {
            _logger.Died(running.Id, Definition.Name, attempt, exception);
            End(running, OperationVerb.Die, Encoding.UTF8.GetBytes(Cut(error)));
            return;
        }

        var pause = Definition.BackOff(attempt);
        _logger.Failed(running.Id, Definition.Name, attempt, Definition.MaxAttempts, pause, exception);
        End(running, OperationVerb.Retry, Encoding.UTF8.GetBytes(Cut(error)), pause);
    }

    private static string Cut(string text) => text.Length > 2_000 ? text[..2_000] : text;

    private void End(RunningOperation running, OperationVerb verb, ReadOnlyMemory<byte> value = default, TimeSpan delay = default)
    {
        if (verb != OperationVerb.Keep)
        {
            _metrics.Ended(Definition.Name, verb switch
            {
                OperationVerb.Retry => "retried",
                OperationVerb.Die => "dead",
                OperationVerb.Ended => "cancelled",
                _ => "given_back",
            });
        }

        lock (_ending)
        {
            _acts.Enqueue(new(verb, running.Id, running.Owner, running.Envelope.Keep > 0, value, (long)delay.TotalMilliseconds));
        }

        Leave(running);
    }

    // It has ended here; the next turn says so. While more is at hand, and fast, some are collected first.
    private void Leave(RunningOperation running)
    {
        _running.TryRemove(KeyValuePair.Create(running.Id, running));
        var outstanding = Interlocked.Decrement(ref _outstanding);
        if (outstanding == 0)
        {
            _idle?.TrySetResult();
        }

        var (isDue, isFirst) = (false, false);
        lock (_ending)
        {
            isDue = _unstarted == 0 || _done.Count + _acts.Count >= EnoughEnded;
            isFirst = !isDue && !_isHeld;
            _isHeld |= isFirst;
        }

        if (isDue)
        {
            _signal.Set();
        }
        else if (isFirst && !_isClosed)
        {
            _hold.Change(LongestHold, Timeout.InfiniteTimeSpan);
        }
    }

    // What was taken ahead, for handlers that were fast and are not any more, is for other nodes.
    private void GiveBackWhatWaits()
    {
        if (_atHand.TryPeek(out var oldest) && (_isStopping || _time.GetElapsedTime(oldest.Taken) > LongestWait))
        {
            _pace.Stalled();
            while (_atHand.TryDequeue(out var waiting))
            {
                Interlocked.Decrement(ref _unstarted);
                End(waiting, waiting.Ending == OperationEnding.Cancelled ? OperationVerb.Ended : OperationVerb.Back);
            }
        }
    }
}
