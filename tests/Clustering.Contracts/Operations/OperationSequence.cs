using System.Globalization;
using System.Text;
using Clustering.Operations;
using Clustering.Operations.Internal;

namespace Clustering.Contracts.Operations;

/// <summary>This and that with one queue, by dice. What must always hold is looked at after each step; and where there is a twin, it must answer the same.</summary>
internal sealed class OperationSequence
{
    private const int Steps = 40;
    private const long Hour = 3_600_000;

    private static readonly string[] Keys = ["", "", "a", "b", "c"];

    private readonly Random _dice;
    private readonly IOperationStore[] _stores;
    private readonly string _handler;
    private readonly string _type;
    private readonly OrderPolicy _policy;
    private readonly bool _isLatestOnly;

    // With cancelled operations in the middle of lists, Redis starts the next of a line a little later; so all that may start is started then.
    private readonly bool _hasCancels;
    private readonly List<string> _ids = [];
    private readonly List<string> _story = [];

    // Owner tokens by store, for each has its own fences.
    private readonly Dictionary<string, (string[] Owners, string Key)> _running = [];
    private readonly long[] _fences;
    private OperationRoutes[] _routes = [];
    private int _numbers;

    private OperationSequence(int seed, IOperationStore[] stores)
    {
        _dice = new Random(seed);
        _stores = stores;
        _handler = $"h{seed}";
        _type = $"t{seed}";
        _policy = (OrderPolicy)_dice.Next(3);
        _isLatestOnly = _dice.Next(4) == 0;
        _hasCancels = _dice.Next(2) == 0;
        _fences = new long[stores.Length];
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Runs one sequence; an exception tells what led to the difference.</summary>
    public static async Task RunAsync(int seed, params IOperationStore[] stores)
    {
        var sequence = new OperationSequence(seed, stores);
        try
        {
            sequence._routes = await sequence.AllAsync(store => store.RouteAsync(sequence._type, sequence._handler, new(sequence._handler, ""), Cancel));
            for (var step = 0; step < Steps; step++)
            {
                await sequence.StepAsync();
                await sequence.CompareCountsAsync();
            }

            await sequence.DrainAsync();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"Seed {seed} ({sequence._policy}{(sequence._isLatestOnly ? ", latest only" : "")}):\n{string.Join('\n', sequence._story)}\n{exception.Message}", exception);
        }
    }

    private async Task StepAsync()
    {
        switch (_dice.Next(12))
        {
            case < 4:
                await EnqueueAsync();
                break;
            case < 9:
                await TurnAsync();
                break;
            case 9:
                await NoteAsync();
                break;
            default:
                await AdministerAsync();
                break;
        }
    }

    private async Task EnqueueAsync()
    {
        var drafts = Enumerable.Range(0, _dice.Next(1, 5)).Select(_ =>
        {
            var key = Keys[_dice.Next(Keys.Length)];
            var priority = _hasCancels ? key.Length == 0 ? 1 : key[0] % 3 : _dice.Next(3);
            var (number, keep) = (++_numbers, _dice.Next(3) == 0 ? 60_000 : 0);
            var tokens = _dice.Next(3) switch { 0 => $"{_dice.Next(9, 12)}@acl", 1 => $"{_dice.Next(99)}@acl\t{number}@texts", _ => "" };
            return new Draft($"{_handler}-{number}", new()
            {
                Priority = priority, IsLatestOnly = _isLatestOnly && key.Length > 0, Version = 1, Key = key, Keep = keep, Tokens = tokens, Created = 5, Type = _type, Trace = "", Payload = Encoding.UTF8.GetBytes($"{number}"),
            })
            {
                Due = _dice.Next(5) == 0 ? -Hour : 0,
                DeduplicationKey = _dice.Next(4) == 0 ? $"{_handler}/{_dice.Next(6)}" : null,
                Window = TimeSpan.FromHours(1),
            };
        }).ToArray();
        _story.Add($"enqueue {string.Join(", ", drafts.Select(draft => $"{draft.Id} '{draft.Envelope.Key}' p{draft.Envelope.Priority}{(draft.Due < 0 ? " later" : "")}"))}");
        foreach (var draft in drafts)
        {
            draft.Prepare(_routes[0]);
        }

        var replies = new List<string[]>();
        for (var i = 0; i < _stores.Length; i++)
        {
            replies.Add((await _stores[i].EnqueueAsync(_type, _routes[i], drafts, Cancel)).Ids!);
        }

        Assert.All(replies, ids => Assert.Equal(replies[0], ids));
        _ids.AddRange(replies[0].Except(_ids));
    }

    private async Task TurnAsync()
    {
        var start = _hasCancels ? _dice.Next(3) == 0 ? 0 : 64 : _dice.Next(5);
        var ends = _running.Keys.Order(StringComparer.Ordinal).Where(_ => _dice.Next(2) == 0).ToArray();
        var acts = ends.Select(id => (Id: id, Verb: _dice.Next(8) switch
        {
            0 => OperationVerb.Retry,
            1 => OperationVerb.Die,
            2 => OperationVerb.Back,
            3 => OperationVerb.Keep,
            4 => OperationVerb.Ended,
            _ => (OperationVerb?)null,
        }, Delay: _dice.Next(2) * Hour, IsForeign: _dice.Next(12) == 0)).ToArray();
        _story.Add($"turn: {string.Join(", ", acts.Select(act => $"{act.Id} {act.Verb?.ToString() ?? "done"}{(act.IsForeign ? " of another" : "")}{(act.Delay > 0 ? " later" : "")}"))}; start {start}");

        var replies = new List<OperationTurnReply>();
        for (var i = 0; i < _stores.Length; i++)
        {
            var turn = Turn(start);
            foreach (var (id, verb, delay, isForeign) in acts)
            {
                var (owners, key) = _running[id];
                var owner = isForeign ? "1 nobody" : owners[i];
                if (verb is { } other)
                {
                    turn.Acts.Add(new(other, id, owner, HasOutcome: true, Encoding.UTF8.GetBytes($"{other} of {id}"), delay));
                }
                else
                {
                    turn.Done.Add(new(id, owner, key));
                }
            }

            var reply = await _stores[i].TurnAsync(turn, Cancel);
            replies.Add(reply);
            if (_stores[i] is RedisOperationStore)
            {
                await RepeatAsync(_stores[i], turn, reply);
            }
        }

        foreach (var act in acts.Where(act => !act.IsForeign))
        {
            _running.Remove(act.Id);
        }

        TakeStarted(replies);
    }

    // Whoever did not hear the answer gets it again.
    private static async Task RepeatAsync(IOperationStore store, OperationTurn turn, OperationTurnReply reply)
    {
        var again = await store.TurnAsync(turn, Cancel);
        Assert.Equal((reply.Owner, reply.Results, reply.Left), (again.Owner, again.Results, again.Left));
        Assert.Equal(reply.Started.Select(Describe), again.Started.Select(Describe));
    }

    private void TakeStarted(List<OperationTurnReply> replies)
    {
        var first = replies[0];
        _story.Add($"  started {string.Join(", ", first.Started.Select(static started => started.Id))}");
        foreach (var (i, reply) in replies.Index())
        {
            Assert.Equal(first.Results, reply.Results);
            Assert.Equal(Sorted(first.Started), Sorted(reply.Started));
            if (reply.Started.Count > 0)
            {
                var fence = long.Parse(reply.Owner.Split(' ')[0], CultureInfo.InvariantCulture);
                Assert.True(fence > _fences[i], "fences grow");
                _fences[i] = fence;
            }
        }

        foreach (var started in first.Started)
        {
            var key = OperationEnvelope.Read(started.Envelope).Key;
            Assert.True(key.Length == 0 || _running.Values.All(other => other.Key != key), $"two of '{key}' run at once");
            Assert.DoesNotContain(started.Id, _running.Keys);
            _running.Add(started.Id, ([.. replies.Select(static reply => reply.Owner)], key));
        }

        IEnumerable<string> Sorted(IReadOnlyList<StartedOperation> started) =>
            _hasCancels ? started.Select(Describe).Order(StringComparer.Ordinal) : started.Select(Describe);
    }

    private static string Describe(StartedOperation started) =>
        $"{started.Id} {Encoding.UTF8.GetString(started.Envelope.Span)} {started.FailedAttempts}".ReplaceLineEndings("|");

    private async Task NoteAsync()
    {
        if (_running.Count > 0)
        {
            var (id, (owners, _)) = _running.ElementAt(_dice.Next(_running.Count));
            var (note, isForeign) = ((OperationNote)_dice.Next(3), _dice.Next(4) == 0);
            _story.Add($"{id} says {note}{(isForeign ? ", but it is another" : "")}");
            var replies = new List<byte[]?>();
            foreach (var (i, store) in _stores.Index())
            {
                var step = OperationSteps.Write($"step {_numbers}", Encoding.UTF8.GetBytes("done"));
                replies.Add((await store.NoteAsync(_handler, id, isForeign ? "1 nobody" : owners[i], note, step, Cancel))?.ToArray());
            }

            Assert.All(replies, reply => Assert.Equal(isForeign, reply is null));
            Assert.All(replies, reply => Assert.Equal(replies[0], reply));
        }
    }

    private async Task AdministerAsync()
    {
        if (_ids.Count == 0)
        {
            return;
        }

        var id = _ids[_dice.Next(_ids.Count)];
        var verb = _dice.Next(_hasCancels ? 3 : 2) switch { 0 => OperationVerb.Replay, 1 => OperationVerb.Remove, _ => OperationVerb.Cancel };
        _story.Add($"{verb} {id}");
        var turn = Turn(OperationTurn.StartNothing);
        turn.Acts.Add(new(verb, id, HasOutcome: true, Value: verb == OperationVerb.Cancel ? "anna"u8.ToArray() : default));
        var replies = await AllAsync(store => store.TurnAsync(turn, Cancel));
        Assert.All(replies, reply => Assert.Equal(replies[0].Results, reply.Results));

        var found = await AllAsync(store => store.FindAsync(_handler, id, Cancel));
        Assert.All(found, one => Assert.Equal((found[0]?.State, found[0]?.FailedAttempts, found[0]?.Error, found[0]?.Progress), (one?.State, one?.FailedAttempts, one?.Error, one?.Progress)));
    }

    private async Task CompareCountsAsync()
    {
        var counts = await AllAsync(store => store.CountAsync(_handler, Cancel));
        Assert.All(counts, count => Assert.True(count.IsBalanced, $"{count}"));
        Assert.All(counts, count => Assert.Equal(Comparable(counts[0]), Comparable(count)));
        Assert.Equal(_running.Count, counts[0].Running);

        // Where cancelled ones are still in a list, they are counted there.
        OperationQueueStatus Comparable(OperationQueueStatus count) => count with { NextEnqueuedAt = null, Ready = _hasCancels ? 0 : count.Ready, Waiting = _hasCancels ? 0 : count.Waiting };
    }

    // In the end everything is finished, and nothing but what is scheduled is left, and what waits behind that.
    private async Task DrainAsync()
    {
        _story.Add("drain");
        var dead = (await _stores[0].ListDeadAsync(_handler, 0, 500, Cancel)).Select(static letter => letter.Id).ToArray();
        var removal = Turn(OperationTurn.StartNothing);
        removal.Acts.AddRange(dead.Select(id => new OperationAct(OperationVerb.Remove, id)));
        await AllAsync(store => store.TurnAsync(removal, Cancel));
        do
        {
            var replies = new List<OperationTurnReply>();
            foreach (var (i, store) in _stores.Index())
            {
                var turn = Turn(OperationTurn.MostStarted);
                turn.Done.AddRange(_running.Select(running => new OperationDone(running.Key, running.Value.Owners[i], running.Value.Key)));
                replies.Add(await store.TurnAsync(turn, Cancel));
            }

            Assert.All(replies, reply => Assert.DoesNotContain('0', reply.Results));
            _running.Clear();
            TakeStarted(replies);
        }
        while (_running.Count > 0);

        await CompareCountsAsync();
        var counts = await AllAsync(store => store.CountAsync(_handler, Cancel));
        Assert.All(counts, count => Assert.Equal((0, 0, 0, 0), (count.Ready, count.Dead, count.Running, _hasCancels ? 0 : count.Live - count.Scheduled - count.Waiting)));
    }

    private OperationTurn Turn(int start) => new()
    {
        Handler = _handler, Caller = $"test-{++_numbers}", Number = 1, Start = start, Version = 1, Policy = _policy,
    };

    private async Task<T[]> AllAsync<T>(Func<IOperationStore, Task<T>> ask)
    {
        var answers = new List<T>();
        foreach (var store in _stores)
        {
            answers.Add(await ask(store));
        }

        return [.. answers];
    }

    private sealed class Draft(string id, OperationEnvelope envelope) : OperationDraft(id)
    {
        public OperationEnvelope Envelope => envelope;

        protected override OperationEnvelope? For(OperationRoute route) => envelope;
    }
}
