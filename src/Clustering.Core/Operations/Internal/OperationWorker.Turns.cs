using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Clustering.Operations.Internal;

// Turns: what has ended goes, and what may start comes, in one script.
internal sealed partial class OperationWorker
{
    private const int MostDone = 250;
    private const int MostActs = 64;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    // Nothing that has been taken waits longer than that to begin.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _ending = new();
    private readonly Queue<OperationDone> _done = [];
    private readonly Queue<OperationAct> _acts = [];
    private volatile bool _looks = true;
    private volatile bool _isFailing;
    private long _turns;
    private long _lookedAt;

    private async Task RunAsync()
    {
        while (!_isClosed)
        {
            try
            {
                await (Compose() is { } turn ? TakeTurnAsync(turn) : _signal.WaitAsync()).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _logger.Broken(Definition.Name, exception);
                await Task.Delay(RetryAfter, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <returns>The next turn; <see langword="null"/> if there is nothing to do.</returns>
    private OperationTurn? Compose()
    {
        GiveBackWhatWaits();
        if (_time.GetElapsedTime(_lookedAt) > LookEvery)
        {
            _lookedAt = _time.GetTimestamp();
            LookForThoseWhoIgnoreTheirToken();
        }

        var free = _isStopping ? 0 : Math.Clamp(_pace.Target - Volatile.Read(ref _outstanding), 0, OperationTurn.MostStarted);
        lock (_ending)
        {
            _isHeld = false;
            if (_done.Count + _acts.Count == 0 && (free == 0 || !_looks))
            {
                return null;
            }

            var turn = new OperationTurn
            {
                Handler = Definition.Name,
                Caller = _caller,
                Number = ++_turns,
                Start = free,
                Version = Definition.Version,
                MaxLostLeases = Definition.MaxLostLeases,
                MostInCluster = Definition.ClusterConcurrency ?? 0,
                Policy = Definition.OrderPolicy,
            };
            while (turn.Done.Count < MostDone && _done.TryDequeue(out var done))
            {
                turn.Done.Add(done);
            }

            while (turn.Acts.Count < MostActs && _acts.TryDequeue(out var act))
            {
                turn.Acts.Add(act);
            }

            _looks = _done.Count + _acts.Count > 0;
            return turn;
        }
    }

    private async Task TakeTurnAsync(OperationTurn turn)
    {
        turn.Sent = _time.GetTimestamp();
        while (true)
        {
            try
            {
                Take(turn, await Store.TurnAsync(turn, CancellationToken.None).ConfigureAwait(false));
                _isFailing = false;
                return;
            }
            catch (ClusterUnavailableException exception)
            {
                // The same turn again, until somebody answers: it may have been taken, and its answer lost.
                if (!_isFailing)
                {
                    _isFailing = true;
                    _logger.Unreachable(Definition.Name, exception.Message);
                }

                if (_isClosed)
                {
                    return;
                }

                await Task.WhenAny(_signal.WaitAsync(), Task.Delay(RetryAfter, _time, CancellationToken.None)).ConfigureAwait(false);
            }
        }
    }

    private void Take(OperationTurn turn, OperationTurnReply reply)
    {
        for (var i = 0; i < turn.Done.Count; i++)
        {
            NoteResult(reply.Results[i], turn.Done[i].Id, turn.Done[i].Owner);
        }

        for (var i = 0; i < turn.Acts.Count; i++)
        {
            NoteResult(reply.Results[turn.Done.Count + i], turn.Acts[i].Id, turn.Acts[i].Owner);
        }

        if (reply.Started.Count > 0)
        {
            Begin(turn, reply);
        }

        // Others are told too, so what is left although there was a place for it is not for this node now.
        if (reply.Left > 0 && reply.Started.Count > 0)
        {
            _looks = true;
        }

        var pause = _options.PollEvery * (0.75 + (0.5 * Random.Shared.NextDouble()));
        if (reply.Next is { } next && next < pause)
        {
            pause = next;
        }

        if (Volatile.Read(ref _unstarted) > 0 && pause > LongestWait)
        {
            pause = LongestWait;
        }

        if (!_isClosed)
        {
            // Timers count in whole milliseconds, and one that is too early would find nothing.
            _timer.Change(pause + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    // For people: nothing else can be done about it.
    private void LookForThoseWhoIgnoreTheirToken()
    {
        foreach (var (_, running) in _running)
        {
            if (running.IgnoresToken(_time) is { } since)
            {
                _logger.IgnoresToken(running.Id, Definition.Name, since, running.Ending == OperationEnding.None ? OperationEnding.TimedOut : running.Ending);
            }
        }
    }

    private void NoteResult(char result, string id, string owner)
    {
        if (result == '0')
        {
            _metrics.Refused(Definition.Name);
            _logger.Refused(id, Definition.Name, Fence(owner));
        }
    }

    private void Begin(OperationTurn turn, OperationTurnReply reply)
    {
        var fence = Fence(reply.Owner);
        var deadline = _hasLeases ? turn.Sent + (long)(_terms.Reliable.TotalSeconds * _time.TimestampFrequency) : long.MaxValue;
        _metrics.Consumed(Definition.Name, reply.Started.Count);
        foreach (var started in reply.Started)
        {
            var envelope = OperationEnvelope.Read(started.Envelope, Definition.Type);
            var running = new RunningOperation(this, started, envelope, reply.Owner, fence, turn.Sent) { Deadline = deadline };
            _running[started.Id] = running;
            Interlocked.Increment(ref _outstanding);
            Interlocked.Increment(ref _unstarted);
            _atHand.Enqueue(running);
        }

        StartPlaces();
    }

    // An owner is the fence, a space and the node.
    private static long Fence(string owner) => long.Parse(owner.AsSpan(0, owner.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
}
