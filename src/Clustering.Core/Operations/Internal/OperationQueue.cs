namespace Clustering.Operations.Internal;

/// <summary>A queue in this process' memory, with the rules of <c>operation-enqueue.lua</c> and <c>operation-turn.lua</c>. Whoever uses it has its lock.</summary>
/// <remarks>Nothing is ever lost to a node that died, since the queue dies with it; so there are no leases here. Acts are in <c>OperationQueue.Acts.cs</c>.</remarks>
internal sealed partial class OperationQueue(string handler, OperationSignals signals)
{
    private readonly Dictionary<string, InProcessJob> _jobs = new(StringComparer.Ordinal);
    private readonly LinkedList<InProcessJob>[] _ready = [[], [], []];
    private readonly Dictionary<string, LinkedList<InProcessJob>> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InProcessJob> _latest = new(StringComparer.Ordinal);
    private readonly PriorityQueue<InProcessJob, (long Due, long Number)> _due = new();
    private readonly List<InProcessJob> _dead = [];
    private readonly List<InProcessJob> _back = [];
    private long _numbers;
    private int _running;
    private int _waiting;
    private int _scheduled;
    private long _enqueued, _completed, _cancelled, _removed, _coalesced, _duplicates, _retried;

    public bool IsPaused { get; set; }

    public void CountDuplicate() => _duplicates++;

    /// <returns>The id under which it is there.</returns>
    public string Enqueue(string id, OperationEnvelope envelope, long due)
    {
        if (envelope.IsLatestOnly && _latest.TryGetValue(envelope.Key, out var pending))
        {
            pending.Envelope = envelope.Heeding(pending.Envelope);
            _coalesced++;
            return pending.Id;
        }

        _enqueued++;
        var job = new InProcessJob(id, envelope);
        _jobs.Add(id, job);
        Point(job);
        if (due != 0)
        {
            Schedule(job, due);
        }
        else
        {
            Join(job);
        }

        return id;
    }

    public OperationTurnReply Take(OperationTurn turn, long now, string owner, Action<string, byte[]> keepOutcome)
    {
        var results = new char[turn.Done.Count + turn.Acts.Count];
        for (var i = 0; i < turn.Done.Count; i++)
        {
            var (id, by, _) = turn.Done[i];
            results[i] = Find(id, by) is { } job ? Complete(job) : '0';
        }

        for (var i = 0; i < turn.Acts.Count; i++)
        {
            var act = turn.Acts[i];
            results[turn.Done.Count + i] = Find(act.Id, act.Owner) is { } job ? Act(turn, act, job, now, keepOutcome) : '0';
        }

        if (turn.Start != OperationTurn.StartNothing)
        {
            Promote(now);
        }

        PutBack();
        var started = IsPaused ? [] : StartSome(turn, owner);
        TimeSpan? next = _due.TryPeek(out _, out var first) ? TimeSpan.FromMilliseconds(Math.Max(0, first.Due - now)) : null;
        return new(next, _ready.Sum(static list => list.Count), owner, new string(results), started);
    }

    public InProcessJob? Find(string id) => _jobs.GetValueOrDefault(id);

    public IEnumerable<InProcessJob> Dead => Enumerable.Reverse(_dead);

    public OperationQueueStatus Count()
    {
        var ready = _ready.Sum(static list => list.Count);
        var live = _jobs.Count - _dead.Count;
        return new()
        {
            Handler = handler,
            IsPaused = IsPaused,
            Ready = ready,
            Waiting = _waiting,
            Scheduled = _scheduled,
            Running = _running,
            Dead = _dead.Count,
            Live = live,
            Enqueued = _enqueued,
            Completed = _completed,
            Cancelled = _cancelled,
            Deleted = _removed,
            Coalesced = _coalesced,
            Duplicates = _duplicates,
            Retried = _retried,
            NextEnqueuedAt = Array.Find(_ready, static list => list.Count > 0)?.First is { Value: var next }
                ? DateTimeOffset.FromUnixTimeMilliseconds(next.Envelope.Created)
                : null,
            IsBalanced = _enqueued == _completed + _cancelled + _removed + _dead.Count + live && live == ready + _waiting + _scheduled + _running,
        };
    }

    private InProcessJob? Find(string id, string owner) =>
        _jobs.TryGetValue(id, out var job) && (owner.Length == 0 || job.Owner == owner) ? job : null;

    private List<StartedOperation> StartSome(OperationTurn turn, string owner)
    {
        var started = new List<StartedOperation>();
        var wanted = turn.MostInCluster > 0 ? Math.Min(turn.Start, turn.MostInCluster - _running) : turn.Start;
        foreach (var list in _ready)
        {
            while (started.Count < wanted && list.First is { Value: var job })
            {
                list.RemoveFirst();
                (job.Place, job.State, job.Owner) = (null, OperationState.Running, owner);
                _running++;
                if (_latest.GetValueOrDefault(job.Envelope.Key) == job)
                {
                    _latest.Remove(job.Envelope.Key);
                }

                started.Add(new(job.Id, job.Envelope.Write(), job.Failed, 0));
            }
        }

        return started;
    }

    private void Promote(long now)
    {
        while (_due.TryPeek(out var job, out var due) && due.Due <= now)
        {
            _due.Dequeue();
            if (job.State == OperationState.Scheduled && job.Since == due.Due)
            {
                _scheduled--;
                job.State = OperationState.Queued;
                if (IsFirst(job))
                {
                    Push(job);
                }
                else
                {
                    Join(job);
                }
            }
        }
    }

    private void Schedule(InProcessJob job, long due)
    {
        (job.State, job.Since) = (OperationState.Scheduled, due);
        _scheduled++;
        _due.Enqueue(job, (due, _numbers++));
        signals.Hear("ready", handler, ""); // Perhaps sooner than what is waited for.
    }

    private bool IsFirst(InProcessJob job) => job.Envelope.Key.Length > 0 && _lines.GetValueOrDefault(job.Envelope.Key)?.First?.Value == job;

    private void Join(InProcessJob job)
    {
        job.State = OperationState.Queued;
        if (job.Envelope.Key.Length == 0)
        {
            Push(job);
            return;
        }

        if (!_lines.TryGetValue(job.Envelope.Key, out var line))
        {
            _lines[job.Envelope.Key] = line = [];
        }

        line.AddLast(job);
        if (line.Count == 1)
        {
            Push(job);
        }
        else
        {
            _waiting++;
        }
    }

    private void Push(InProcessJob job)
    {
        job.State = OperationState.Queued;
        job.Place = _ready[job.Envelope.Priority].AddLast(job);
        Announce();
    }

    // What was given back in one turn stands in front of the others, and in its own order.
    private void PutBack()
    {
        for (var i = _back.Count - 1; i >= 0; i--)
        {
            _back[i].Place = _ready[_back[i].Envelope.Priority].AddFirst(_back[i]);
        }

        if (_back.Count > 0)
        {
            _back.Clear();
            Announce();
        }
    }

    private void Announce()
    {
        if (!IsPaused)
        {
            signals.Hear("ready", handler, "");
        }
    }

    // Leaves its line, wherever in it; the one behind the first may start.
    private void Leave(InProcessJob job)
    {
        if (job.Envelope.Key.Length == 0 || !_lines.TryGetValue(job.Envelope.Key, out var line))
        {
            return;
        }

        var wasFirst = line.First?.Value == job;
        if (!line.Remove(job))
        {
            return;
        }

        if (line.Count == 0)
        {
            _lines.Remove(job.Envelope.Key);
        }

        if (!wasFirst)
        {
            _waiting--;
        }
        else if (line.First is { Value: var next })
        {
            _waiting--;
            Push(next);
        }
    }

    private void Point(InProcessJob job)
    {
        if (job.Envelope.IsLatestOnly)
        {
            _latest.TryAdd(job.Envelope.Key, job);
        }
    }
}
