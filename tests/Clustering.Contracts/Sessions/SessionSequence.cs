using Clustering.Sessions;
using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

/// <summary>A few visitors who do this and that with their sessions, by dice; each answer is compared with the model's.</summary>
internal sealed class SessionSequence
{
    private const int Visitors = 3;
    private const int Steps = 30;

    // Passing time comes in whole minutes and everything else ends between them, so that no comparison is close.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20.5);
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan?[] Lifetimes = [null, null, TimeSpan.FromMinutes(3.5), TimeSpan.FromMinutes(11.5)];
    private static readonly TimeSpan[] OwnIdles = [TimeSpan.Zero, TimeSpan.FromMinutes(7.5), TimeSpan.FromMinutes(60.5)];
    private static readonly string[] Keys = ["a", "b", "c", "n", "é"];

    private readonly Random _dice;
    private readonly SessionBackend _backend;
    private readonly SessionModel _model;
    private readonly List<string> _ids;
    private readonly Visitor[] _visitors = [.. Enumerable.Range(0, Visitors).Select(_ => new Visitor())];
    private readonly List<string> _story = [];

    private SessionSequence(int seed, SessionBackend backend, ClusterSessionOptions options)
    {
        _dice = new Random(seed);
        _backend = backend;
        _model = new SessionModel(options, Idle);
        _ids = [backend.NewId(), backend.NewId()];
    }

    public static ClusterSessionOptions Options() => new()
    {
        TouchGranularity = TimeSpan.FromMinutes(1.5),
        RenewGrace = TimeSpan.FromMinutes(2.5),
        AbsoluteTimeout = TimeSpan.FromMinutes(45.5),
        AppIdleTimeout = Idle,
        MaxKeys = 4,
        MaxBytes = 40,
    };

    /// <summary>Runs one sequence; an exception tells what led to the difference.</summary>
    public static async Task RunAsync(int seed, SessionBackend backend, ClusterSessionOptions options)
    {
        var sequence = new SessionSequence(seed, backend, options);
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                await sequence.StepAsync();
            }

            await sequence.CompareAllAsync();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}:\n{string.Join('\n', sequence._story)}\n{exception.Message}", exception);
        }
    }

    private async Task StepAsync()
    {
        var who = _dice.Next(Visitors);
        var visitor = _visitors[who];
        switch (_dice.Next(20))
        {
            case < 5:
                await LoadAsync(visitor, $"visitor {who}");
                break;
            case < 13 when visitor.Request is not null:
                visitor.Last = Delta(visitor);
                await CommitAsync(visitor, $"visitor {who}");
                break;
            case < 14 when visitor.Last is not null:
                await CommitAsync(visitor, $"visitor {who} again");
                break;
            case < 15:
                await TouchAsync();
                break;
            case < 16 when visitor.Request?.Snapshot is not null:
                await RenewAsync(visitor, $"visitor {who}");
                break;
            case < 17:
                await RevokeAsync();
                break;
            case < 18:
                await CompareListsAsync();
                break;
            default:
                var time = TimeSpan.FromMinutes(_dice.Next(1, 13));
                _story.Add($"{time.TotalMinutes} minutes pass");
                await _backend.PassAsync(time);
                _model.Pass(time);
                break;
        }
    }

    private async Task LoadAsync(Visitor visitor, string name)
    {
        var id = Pick(_ids);
        var known = visitor.Id == id && _dice.Next(2) == 0 ? visitor.Request?.Snapshot : null;
        _story.Add($"{name} loads {id}{(known is null ? "" : " with a copy")}");
        var load = await _backend.Records.LoadAsync(new(id, Idle, known, null, null), TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        visitor.ReadAt = known is not null && ReferenceEquals(load.Snapshot, known) ? visitor.ReadAt : _model.Now;
        (visitor.Id, visitor.Request) = (id, new(_backend.Records, id, Idle, load));
        Compare(id, load, known);
    }

    private void Compare(string id, SessionLoad load, SessionSnapshot? known)
    {
        var session = _model.Find(id);
        var current = _model.FindCurrent(id);
        if (session is null || current is null)
        {
            Assert.Equal(SessionLoadStatus.Missing, load.Status);
            return;
        }

        var touched = _model.Touch(current);
        Assert.Equal(session.MovedTo is null ? SessionLoadStatus.Found : SessionLoadStatus.Frozen, load.Status);
        Assert.Equal(session.MovedTo, load.MovedTo);
        Assert.Equal(session.MovedTo is null && touched, load.Touched);
        Assert.InRange(load.Remaining, session.Expires - _model.Now - Slowness, session.Expires - _model.Now);
        Assert.Equal(session.Incarnation, load.Snapshot!.Incarnation);
        Assert.Equal(session.Tag, load.Snapshot.Tag);
        Assert.Equal(session.User, load.Snapshot.User);
        Assert.Equal(session.OwnIdle, load.Snapshot.OwnIdle);
        if (known?.Incarnation == session.Incarnation && known.Tag == session.Tag && session.MovedTo is null)
        {
            Assert.Same(known, load.Snapshot);
        }
        else
        {
            // A copy's deadlines are of when it was read, and over Redis the test moves stored deadlines instead of the clock.
            Assert.Equal(_model.Show(session), SessionRecordsContract.Show(load));
        }
    }

    private SessionDelta Delta(Visitor visitor)
    {
        var request = visitor.Request!;
        switch (_dice.Next(8))
        {
            case 0:
                return request.Increment(_dice.Next(3) == 0 ? Pick(Keys) : "n", _dice.Next(-5, 6), Pick(Lifetimes)) with { Expired = Expired(visitor, []) };
            case 1:
                return request.Take(Pick(Keys)) with { Expired = Expired(visitor, []) };
        }

        var sets = new Dictionary<string, SessionWrite>();
        for (var i = _dice.Next(3); i > 0; i--)
        {
            sets[Pick(Keys)] = new(SessionRequest.Pack(_dice.Next(3) == 0 ? new string('x', _dice.Next(15)) : $"{_dice.Next(10)}"), Pick(Lifetimes));
        }

        string[] removes = [.. Keys.Where(key => !sets.ContainsKey(key) && _dice.Next(8) == 0)];
        var cleared = _dice.Next(12) == 0;
        return request.Delta() with
        {
            Sets = sets,
            Removes = cleared ? [] : removes,
            Cleared = cleared,
            Expired = cleared ? [] : Expired(visitor, [.. sets.Keys, .. removes]),
            OwnIdle = _dice.Next(8) == 0 ? Pick(OwnIdles) : null,
            User = _dice.Next(5) == 0 ? new(_dice.Next(3) == 0 ? null : Pick(SessionBackend.Users), null) : null,
        };
    }

    // As a request finds them; but over Redis a deadline that was read is no longer stored once the test has moved it.
    private List<KeyValuePair<string, long>> Expired(Visitor visitor, string[] written) =>
        visitor.ReadAt != _model.Now || visitor.Request!.Snapshot is not { } snapshot || visitor.Request.Load.Status != SessionLoadStatus.Found
            ? []
            : [.. snapshot.Entries
                .Where(entry => entry.Value.Deadline <= visitor.Request.Load.Now && !written.Contains(entry.Key))
                .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Deadline))];

    private async Task CommitAsync(Visitor visitor, string name)
    {
        var delta = visitor.Last!;
        _story.Add($"{name} commits to {visitor.Id}: {Tell(delta)}");
        var id = visitor.Id!;
        var commit = await visitor.Request!.CommitAsync(delta);
        var expected = _model.Commit(id, delta);

        Assert.Equal((expected.Status, expected.IsRepeated, expected.Before), (commit.Status, commit.IsRepeated, commit.Before));
        Assert.Equal((expected.MovedTo, expected.Bytes, expected.Keys), (commit.MovedTo, commit.Bytes, commit.Keys));
        Assert.Equal(expected.Result, commit.Result);
        if (commit.Status == SessionCommitStatus.Done)
        {
            var session = _model.Find(id)!;
            if (!commit.IsRepeated)
            {
                session.Tag = commit.Tag;
            }

            Assert.Equal(session.Tag, commit.Tag);
            Assert.InRange(commit.Remaining, session.Expires - _model.Now - Slowness, session.Expires - _model.Now);
        }
    }

    private static string Tell(SessionDelta delta) =>
        $"on {delta.Expected ?? "nothing"} as {delta.RequestId}{(delta.Cleared ? " CLEAR" : "")}" +
        string.Concat(delta.Sets.Select(set => $" {set.Key}={SessionRequest.Unpack(set.Value.Envelope)}/{set.Value.Lifetime?.TotalMinutes}")) +
        string.Concat(delta.Removes.Select(key => $" -{key}")) +
        string.Concat(delta.Expired.Select(expired => $" expired:{expired.Key}")) +
        (delta.Operation is { } operation ? $" {operation}" : "") +
        (delta.User is { } user ? $" user:{user.Name ?? "nobody"}" : "") +
        (delta.OwnIdle is { } own ? $" idle:{own.TotalMinutes}" : "");

    private async Task TouchAsync()
    {
        var id = Pick(_ids);
        _story.Add($"touch of {id}");
        var touch = await _backend.Records.TouchAsync(id, Idle, null, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var session = _model.Find(id);
        Assert.Equal(session is not null, touch.Exists);
        if (session is not null)
        {
            Assert.Equal((session.MovedTo is null && _model.Touch(session), session.User, session.MovedTo), (touch.Touched, touch.User, touch.MovedTo));
            Assert.InRange(touch.Remaining, session.Expires - _model.Now - Slowness, session.Expires - _model.Now);
        }
    }

    private async Task RenewAsync(Visitor visitor, string name)
    {
        var newId = _backend.NewId();
        _story.Add($"{name} renews {visitor.Id} to {newId}");
        Assert.Equal(_model.Renew(visitor.Id!, newId, visitor.Request!.Snapshot!.Incarnation), await visitor.Request.RenewAsync(newId));
        _ids.Add(newId);
    }

    private async Task RevokeAsync()
    {
        var user = Pick(SessionBackend.Users);
        var id = _dice.Next(3) == 0 ? null : Pick(_ids);
        if (id is not null && _dice.Next(2) == 0)
        {
            _story.Add($"{id} of {user} is revoked");
            Assert.Equal(_model.Revoke(user, id), await _backend.Directory.RevokeAsync(user, id, TestContext.Current.CancellationToken));
            return;
        }

        _story.Add($"all of {user} are revoked but {id ?? "none"}");
        await _backend.Directory.RevokeAllAsync(user, id, TestContext.Current.CancellationToken);
        _model.RevokeAll(user, id);
    }

    private async Task CompareListsAsync()
    {
        foreach (var user in SessionBackend.Users)
        {
            _story.Add($"list of {user}");
            var listed = await _backend.Directory.ListAsync(user, TestContext.Current.CancellationToken);
            Assert.Equal(_model.List(user).Order(StringComparer.Ordinal), listed.Select(session => session.Id).Order(StringComparer.Ordinal));
        }
    }

    private async Task CompareAllAsync()
    {
        await CompareListsAsync();
        foreach (var id in _ids)
        {
            _story.Add($"in the end, load of {id}");
            Compare(id, await _backend.Records.LoadAsync(
                new(id, Idle, null, null, null), TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), null);
        }
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_dice.Next(choices.Count)];

    private sealed class Visitor
    {
        public string? Id { get; set; }

        public SessionRequest? Request { get; set; }

        /// <summary>Gets or sets when the values were read, which a copy that is still right has longer.</summary>
        public TimeSpan ReadAt { get; set; }

        public SessionDelta? Last { get; set; }
    }
}
