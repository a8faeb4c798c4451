using System.Globalization;
using System.Text;
using Clustering.Nodes.Internal;

namespace Clustering.Operations.Internal;

/// <summary>Queues in this process' memory: one lock where Redis has one thread. They are gone with the process.</summary>
internal sealed class InProcessOperationStore(NodeIdentity identity, OperationSignals signals, TimeProvider time) : IOperationStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OperationQueue> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OperationRoutes> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Key), (string Id, long Ends)> _keys = [];
    private readonly Dictionary<(string Handler, string Id), (byte[] Outcome, long Ends)> _outcomes = [];
    private readonly PriorityQueue<(string, string), long> _ends = new();
    private long _lastFence;
    private long _swept;

    public Task<OperationRoutes> RouteAsync(string type, string handler, OperationRoute? route, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var found = _routes.GetValueOrDefault(type) ?? new("0", []);
            OperationRoute[] others = [.. found.Handlers.Where(other => other.Handler != handler)];
            if (route is null ? others.Length != found.Handlers.Count : !found.Handlers.Contains(route))
            {
                var version = int.Parse(found.Version, CultureInfo.InvariantCulture) + 1;
                found = new(version.ToString(CultureInfo.InvariantCulture), route is null ? others : [.. others, route]);
                _routes[type] = found;
            }

            return Task.FromResult(found);
        }
    }

    public Task<(string[]? Ids, OperationRoutes Routes)> EnqueueAsync(
        string type, OperationRoutes routes, IReadOnlyList<OperationDraft> drafts, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_routes.TryGetValue(type, out var current) || current.Version != routes.Version)
            {
                return Task.FromResult<(string[]?, OperationRoutes)>((null, current ?? OperationRoutes.None));
            }

            var now = Now();
            Sweep(now);
            return Task.FromResult<(string[]?, OperationRoutes)>(([.. drafts.Select(draft => Enqueue(type, current, draft, now))], current));
        }
    }

    public Task<OperationTurnReply> TurnAsync(OperationTurn turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _lastFence = Math.Max(_lastFence + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            var owner = string.Create(CultureInfo.InvariantCulture, $"{_lastFence} {identity.Id}");
            var queue = Queue(turn.Handler);
            var now = Now();
            var keeping = turn.Acts.Count == 0 ? null : turn.Acts.Select(act => (act.Id, queue.Find(act.Id)?.Envelope.Keep)).ToDictionary();
            return Task.FromResult(queue.Take(turn, now, owner, (id, outcome) => Keep(turn.Handler, id, outcome, now, keeping![id] ?? 0)));
        }
    }

    public Task<ReadOnlyMemory<byte>?> NoteAsync(
        string handler, string id, string owner, OperationNote note, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Queue(handler).Find(id) is not { } job || job.Owner != owner)
            {
                return Task.FromResult<ReadOnlyMemory<byte>?>(null);
            }

            if (note == OperationNote.Note)
            {
                job.Progress = Encoding.UTF8.GetString(value.Span);
            }
            else if (note == OperationNote.Step && job.Steps.AsSpan().IndexOf(value.Span) < 0)
            {
                job.Steps = [.. job.Steps, .. value.Span];
            }

            return Task.FromResult<ReadOnlyMemory<byte>?>(job.Steps);
        }
    }

    public Task<OperationStatus?> FindAsync(string handler, string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Queue(handler).Find(id) is { } job)
            {
                return Task.FromResult<OperationStatus?>(Describe(job));
            }

            Sweep(Now());
            return Task.FromResult(!_outcomes.TryGetValue((handler, id), out var kept) || kept.Ends <= Now() ? null
                : kept.Outcome[0] == '+' ? new OperationStatus { Id = id, State = OperationState.Completed, Result = kept.Outcome.AsMemory(1) }
                : new OperationStatus { Id = id, State = OperationState.Cancelled, Error = Encoding.UTF8.GetString(kept.Outcome.AsSpan(1)) });
        }
    }

    public Task<OperationEnvelope?> FindEnvelopeAsync(string handler, string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Queue(handler).Find(id)?.Envelope);
        }
    }

    public Task<IReadOnlyList<OperationStatus>> ListDeadAsync(string handler, int skip, int take, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OperationStatus>>([.. Queue(handler).Dead.Skip(skip).Take(take).Select(Describe)]);
        }
    }

    public Task<OperationQueueStatus> CountAsync(string handler, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Queue(handler).Count());
        }
    }

    // Nobody else has his hands in this process' memory.
    public Task<int> RepairAsync(string handler, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task PauseAsync(string handler, bool isPaused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Queue(handler).IsPaused = isPaused;
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListHandlersAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<string>>(
                [.. _routes.Values.SelectMany(static routes => routes.Handlers).Select(static route => route.Handler).Distinct().Order(StringComparer.Ordinal)]);
        }
    }

    private string Enqueue(string type, OperationRoutes routes, OperationDraft draft, long now)
    {
        if (draft.DeduplicationKey is { } key)
        {
            if (_keys.TryGetValue((type, key), out var first) && first.Ends > now)
            {
                foreach (var route in routes.Handlers)
                {
                    Queue(route.Handler).CountDuplicate();
                }

                return first.Id;
            }

            _keys[(type, key)] = (draft.Id, now + (long)draft.Window.TotalMilliseconds);
        }

        string? replaced = null;
        for (var i = 0; i < routes.Handlers.Count; i++)
        {
            if (draft.Envelopes[i] is { } envelope)
            {
                var due = draft.Due < 0 ? now - draft.Due : draft.Due;
                var id = Queue(routes.Handlers[i].Handler).Enqueue(draft.Id, envelope, due);
                replaced ??= id == draft.Id ? null : id;
            }
        }

        return replaced ?? draft.Id;
    }

    private OperationQueue Queue(string handler)
    {
        if (!_queues.TryGetValue(handler, out var queue))
        {
            _queues[handler] = queue = new(handler, signals);
        }

        return queue;
    }

    private void Keep(string handler, string id, byte[] outcome, long now, long life)
    {
        if (life > 0)
        {
            _outcomes[(handler, id)] = (outcome, now + life);
            _ends.Enqueue((handler, id), now + life);
            signals.Hear("ended", handler, id);
        }
    }

    // Once a minute: what nobody asks for again must not stay.
    private void Sweep(long now)
    {
        if (now - _swept > 60_000)
        {
            _swept = now;
            while (_ends.TryPeek(out var key, out var ends) && ends <= now)
            {
                _ends.Dequeue();
                _outcomes.Remove(key);
            }

            foreach (var (key, _) in _keys.Where(pair => pair.Value.Ends <= now).ToList())
            {
                _keys.Remove(key);
            }
        }
    }

    private OperationStatus Describe(InProcessJob job) => new()
    {
        Id = job.Id,
        State = job.State,
        Type = job.Envelope.Type,
        OrderKey = job.Envelope.Key,
        EnqueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(job.Envelope.Created),
        Since = job.State is OperationState.Scheduled or OperationState.Dead ? DateTimeOffset.FromUnixTimeMilliseconds(job.Since) : null,
        NodeId = job.State == OperationState.Running ? identity.Id : null,
        FailedAttempts = job.Failed,
        Error = job.Error,
        Progress = job.Progress,
        Payload = job.Envelope.Payload,
    };

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
