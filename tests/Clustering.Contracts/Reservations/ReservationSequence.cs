using Clustering.Contracts.Sessions;
using Clustering.Reservations;
using Clustering.Sessions;

namespace Clustering.Contracts.Reservations;

/// <summary>Two users in a few sessions who do this and that by dice; each answer is compared with the model's.</summary>
internal sealed class ReservationSequence
{
    private const int Steps = 40;
    private static readonly string[] Documents = ["a", "b", "c", "d"];

    // Passing time comes in whole minutes and everything ends between them, so that no comparison is close.
    private static readonly TimeSpan[] Lives = [TimeSpan.FromMinutes(3.5), TimeSpan.FromMinutes(9.5), TimeSpan.FromMinutes(60.5)];

    private readonly Random _dice;
    private readonly ReservationBackend _backend;
    private readonly ReservationModel _model;
    private readonly List<string> _ids = [];
    private readonly List<string> _story = [];
    private long _lastFence;

    private ReservationSequence(int seed, ReservationBackend backend, SameUserPolicy sameUser)
    {
        _dice = new(seed);
        _backend = backend;
        _model = new(sameUser);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task RunAsync(int seed, ReservationBackend backend, SameUserPolicy sameUser)
    {
        var sequence = new ReservationSequence(seed, backend, sameUser);
        try
        {
            await sequence.BeginAsync();
            await sequence.BeginAsync();
            for (var step = 0; step < Steps; step++)
            {
                await sequence.StepAsync();

                // What ends is ended then and there, and does not come back when somebody signs in again.
                sequence._model.Settle();
            }

            await sequence.CompareAsync();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}:\n{string.Join('\n', sequence._story)}\n{exception.Message}", exception);
        }
    }

    private Task StepAsync() => _dice.Next(20) switch
    {
        < 7 => ReserveAsync(),
        < 9 => ReleaseAsync(),
        < 10 => RenewAsync(),
        < 11 => TransferAsync(),
        < 12 => ForceAsync(),
        < 13 => CompareAsync(),
        < 15 => PassAsync(),
        _ => SessionAsync(),
    };

    private async Task BeginAsync()
    {
        var user = _dice.Next(3) switch { 0 => null, 1 => _backend.Anna, _ => _backend.Ben };
        var id = await _backend.BeginAsync(user);
        _story.Add($"session {id} of {user ?? "nobody"} begins");
        _ids.Add(id);
        _model.Sessions[id] = new(id, _model.Now + ReservationBackend.Idle) { User = user };
    }

    private async Task ReserveAsync()
    {
        var (user, session) = Owner();
        var isBound = session is not null && _dice.Next(2) == 0;
        var life = Pick(Lives);
        string[] ids = [.. Documents.Where(_ => _dice.Next(2) == 0)];
        ids = ids.Length == 0 ? [Pick(Documents)] : ids;
        var mode = _dice.Next(2) == 0 ? ReservationMode.AllOrNothing : ReservationMode.BestEffort;
        _story.Add($"{user} in {session} reserves {string.Join(',', ids)} {mode} {(isBound ? "bound" : life)}");
        IReadOnlyList<ReservationResult> results;
        try
        {
            results = await _backend.Reservations.TryReserveAllAsync(
                [.. ids.Select(_backend.Document)], new(user, session), isBound ? ReservationLifetime.Session : ReservationLifetime.Fixed(life), mode, null, Cancel);
        }
        catch (SessionEndedException)
        {
            Assert.True(isBound && _model.Living(session) is null);
            return;
        }

        Assert.False(isBound && _model.Living(session) is null);
        var conflicts = ids.Select(id => _model.Conflict(id, user, session)).ToList();
        var refused = mode == ReservationMode.AllOrNothing && conflicts.Exists(conflict => conflict is not null);
        var before = _lastFence;
        for (var i = 0; i < ids.Length; i++)
        {
            var own = _model.Find(ids[i]) is { } present && _model.IsMine(present, user, session) ? present.Fence : (long?)null;
            Assert.Equal(conflicts[i]?.Fence, results[i].Holder?.Fence);
            Assert.Equal(conflicts[i] is null && (!refused || own is not null), results[i].IsGranted);
            if (results[i].IsGranted && !refused)
            {
                var fence = results[i].Granted!.Fence;
                Assert.Equal(own, _model.Take(ids[i], user, session, isBound, life, fence) ? fence : null);
                Assert.True(own is not null || fence > before);
                _lastFence = Math.Max(_lastFence, fence);
            }
        }
    }

    private async Task ReleaseAsync()
    {
        var (user, session) = Owner();
        var id = Pick(Documents);
        _story.Add($"{user} in {session} releases {id}");
        var outcome = await _backend.Reservations.ReleaseAsync(_backend.Document(id), new(user, session), cancellationToken: Cancel);
        var held = _model.Find(id);
        if (held is not null && _model.IsMine(held, user, session))
        {
            Assert.True(outcome.IsDone);
            _model.Remove(id);
            return;
        }

        // Of what is gone, the answer depends on how long ago that was: for the contract's other tests.
        Assert.Equal(held?.Fence, outcome.Reservation?.Fence);
        Assert.Equal(held is not null, outcome.Status == ReservationStatus.Held);
    }

    private async Task RenewAsync()
    {
        var (user, session) = Owner();
        var id = Pick(Documents);
        var life = Pick(Lives);
        _story.Add($"{user} in {session} renews {id} for {life}");
        var outcome = await _backend.Reservations.RenewAsync(_backend.Document(id), new(user, session), life, Cancel);
        var held = _model.Find(id);
        Assert.Equal(held?.Fence, outcome.Reservation?.Fence);
        Assert.Equal(held is not null && _model.IsMine(held, user, session), outcome.IsDone);
        if (outcome.IsDone && !held!.IsBound)
        {
            _model.Extend(id, session, life);
        }
    }

    private async Task TransferAsync()
    {
        var (user, session) = Owner();
        var id = Pick(Documents);
        var life = Pick(Lives);
        _story.Add($"{user} in {session} gives {id} to ben for {life}");
        var outcome = await _backend.Reservations.TransferAsync(
            _backend.Document(id), new(user, session), new(_backend.Ben), ReservationLifetime.Fixed(life), null, Cancel);
        var held = _model.Find(id);
        Assert.Equal(held is not null && _model.IsMine(held, user, session), outcome.IsDone);
        if (outcome.IsDone)
        {
            Assert.True(outcome.Reservation!.Fence > _lastFence);
            _lastFence = outcome.Reservation.Fence;
            _model.Give(id, _backend.Ben, life, _lastFence);
        }
        else
        {
            Assert.Equal(held?.Fence, outcome.Reservation?.Fence);
        }
    }

    private async Task ForceAsync()
    {
        var id = Pick(Documents);
        _story.Add($"{id} is forced");
        Assert.Equal(_model.Find(id) is not null, await _backend.Reservations.ForceReleaseAsync(_backend.Document(id), "root", "why", null, Cancel));
        _model.Remove(id);
    }

    private async Task SessionAsync()
    {
        var id = Pick(_ids);
        var session = _model.Living(id);
        if (session is null || session.Id != id)
        {
            await BeginAsync();
            return;
        }

        var request = await _backend.RequestAsync(id);
        session.Expires = _model.Now + ReservationBackend.Idle;
        switch (_dice.Next(6))
        {
            case 0:
                _story.Add($"{id} logs out");
                await request.ClearAsync();
                session.HasEnded = true;
                break;
            case 1:
                var newId = _backend.NewId();
                _story.Add($"{id} becomes {newId}");
                Assert.Equal(newId, await request.RenewAsync(newId));
                session.Id = newId;
                _model.Sessions[newId] = session;
                _ids.Add(newId);
                break;
            case 2:
                session.User = _dice.Next(2) == 0 ? _backend.Anna : _backend.Ben;
                _story.Add($"{session.User} signs in to {id}");
                await request.SignInAsync(session.User);
                break;
            case 3 when session.User is not null:
                _story.Add($"{id} signs out");
                await request.SignOutAsync();
                session.User = null;
                break;
            case 4 when session.User is { } user:
                _story.Add($"all of {user} are revoked");
                await _backend.Directory.RevokeAllAsync(user, null, Cancel);

                // Whether a former id is among them depends on who was signed in when it was left.
                _ids.RemoveAll(former => !_model.Sessions.TryGetValue(former, out var one) || one.Id != former);
                foreach (var other in _model.Sessions.Values.Where(other => other.User == user))
                {
                    other.HasEnded = true;
                }

                break;
            default:
                _story.Add($"{id} is used");
                break;
        }

        await _backend.SettleAsync();
    }

    private async Task PassAsync()
    {
        var time = TimeSpan.FromMinutes(_dice.Next(1, 9));
        _story.Add($"{time.TotalMinutes} minutes pass");
        await _backend.PassAsync(time);
        _model.Pass(time);

        // The old id of one that was renewed works for less than a minute.
        foreach (var (id, session) in _model.Sessions.Where(pair => pair.Value.Id != pair.Key).ToList())
        {
            _model.Sessions.Remove(id);
        }
    }

    private async Task CompareAsync()
    {
        _story.Add("who holds what");
        var found = await _backend.Reservations.FindAllAsync([.. Documents.Select(_backend.Document)], Cancel);
        Assert.Equal(
            Documents.Select(_model.Find).Where(held => held is not null).Select(held => $"{held!.Fence} {held.User} {held.SessionId}"),
            Documents.Where(id => found.ContainsKey(_backend.Document(id))).Select(id => found[_backend.Document(id)])
                .Select(one => $"{one.Fence} {one.Owner.User} {one.Owner.SessionId}"));
        var all = await _backend.Reservations.ListByCategoryAsync(_backend.Category, Cancel);
        Assert.Equal(found.Values.Select(one => one.Fence).Order(), all.Select(one => one.Fence));
        foreach (var user in (string[])[_backend.Anna, _backend.Ben])
        {
            Assert.Equal(
                all.Where(one => one.Owner.User == user).Select(one => one.Fence),
                (await _backend.Reservations.ListByUserAsync(user, Cancel)).Select(one => one.Fence));
        }

        foreach (var id in _ids)
        {
            Assert.Equal(
                all.Where(one => one.Owner.SessionId == id).Select(one => one.Fence),
                (await _backend.Reservations.ListBySessionAsync(id, Cancel)).Select(one => one.Fence));
        }
    }

    // Nobody uses the former id of a session that has ended: what the frozen copy still says is for the contract of sessions.
    private (string User, string? Session) Owner()
    {
        var session = _dice.Next(4) == 0 ? null : Pick(_ids);
        var isLeftOver = session is not null && _model.Sessions.TryGetValue(session, out var found) && found.Id != session && _model.Living(session) is null;
        return (_dice.Next(2) == 0 ? _backend.Anna : _backend.Ben, isLeftOver ? null : session);
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_dice.Next(choices.Count)];
}
