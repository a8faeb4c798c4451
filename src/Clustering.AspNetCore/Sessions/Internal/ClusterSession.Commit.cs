using Clustering.Sessions;

namespace Clustering.Sessions.Internal;

// Storing: only what changed, only if the session that was read still exists.
internal sealed partial class ClusterSession
{
    // How often a session's id may be renewed while a request is under way, for its changes still to find it.
    private const int MostMoves = 8;

    /// <summary>Stores the changes now. The app's own call: it is told when the session has ended.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (IsStockManaged)
        {
            TouchIfUntouched();
        }

        if (!await StoreAsync(cancellationToken))
        {
            throw new SessionEndedException();
        }
    }

    /// <summary>Stores the changes with the response; a session that has ended since simply stays ended.</summary>
    public async Task CommitWithResponseAsync(CancellationToken cancellationToken)
    {
        if (Failure is not null && IsDirty)
        {
            throw Failure;
        }

        await StoreAsync(cancellationToken);
    }

    /// <summary>Lets a session that this request did not ask for live on, if that is due. Does not wait for Redis.</summary>
    public void TouchIfUntouched()
    {
        if (IsLoadStarted || _isNew || Access == SessionAccess.None)
        {
            return;
        }

        var isKnown = _services.Copies.TryGet(Id, out var copy);
        if (!isKnown || _services.Copies.IsTouchDue(copy!))
        {
            _ = TouchAsync(copy?.User);
        }
    }

    /// <summary>Runs one operation at once, after what this request has changed so far.</summary>
    public async Task<byte[]?> OperateAsync(SessionOperation operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation.Key);
        if (operation.Lifetime is { } lifetime)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        }

        await LoadAsync(cancellationToken);
        EnsureWritable();
        if (_movedTo is not null)
        {
            // Whoever still has the old id may see how the session was, and no more of it: an operation would answer from how it is.
            throw new SessionEndedException("The session's id was changed by an earlier request; this one still came with the old id, so it cannot use the session any more.");
        }

        if (operation.Kind == SessionOperationKind.Increment)
        {
            EnsureEstablished();
        }

        if (IsDirty)
        {
            await CommitAsync(cancellationToken);
        }

        if (_degraded || (operation.Kind == SessionOperationKind.Take && _snapshot is null))
        {
            return operation.Kind == SessionOperationKind.Take
                ? null
                : throw new ClusterUnavailableException("The session is not available, so its counter cannot be counted.");
        }

        var commit = await SendAsync(Delta() with { Operation = operation }, "operation", cancellationToken)
            ?? throw new SessionEndedException();
        return operation.Kind == SessionOperationKind.Take && commit.Result is { } taken ? Unpack(operation.Key, taken) : commit.Result;
    }

    public async Task RenewIdAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        EnsureWritable();
        if (_isNew)
        {
            return; // Nobody else can know an id that was made for this request.
        }

        if (!_binding.CanSendCookie)
        {
            throw new InvalidOperationException("The session's id cannot change after the response has started, because the visitor could not be told.");
        }

        if (_movedTo is not null)
        {
            throw new SessionEndedException("The session's id was changed by an earlier request; this one still came with the old id, so it cannot change it again.");
        }

        var credential = SessionIds.NewCredential();
        var newId = _services.Ids.IdOf(credential);
        if (_snapshot is { } snapshot)
        {
            var now = await _budget.SpendAsync(
                (_services.Records, Id, newId, snapshot, cancellationToken),
                static (state, limit) => state.Records.RenewAsync(
                    state.Id, state.newId, state.snapshot.Incarnation, state.snapshot.User, limit, state.cancellationToken))
                ?? throw new SessionEndedException();
            _services.Copies.Remove(Id);
            _id = now;
            if (now != newId)
            {
                return; // Another request was first, and its response carries the cookie.
            }
        }

        _credential = credential;
        _id = newId;
        _binding.SendCookie(credential);
    }

    private async Task<bool> StoreAsync(CancellationToken cancellationToken)
    {
        if (!IsDirty || _degraded)
        {
            if (HasNewTokens)
            {
                await StoreTokensAsync(cancellationToken);
            }

            return true;
        }

        if (_movedTo is not null)
        {
            return await StoreFrozenAsync(_movedTo, cancellationToken);
        }

        var wasCleared = _cleared;
        var commit = await SendAsync(Delta(), "commit", cancellationToken);
        if (commit is null)
        {
            DropChanges();
            if (wasCleared)
            {
                return true; // It was to end, and has.
            }

            _services.Logger.Ended();
            return false;
        }

        return true;
    }

    // Whoever still comes with the old id may not change the session, but he may end it: a visitor who signs out is signed out, even if
    // his browser had not yet got the new cookie.
    private async Task<bool> StoreFrozenAsync(string movedTo, CancellationToken cancellationToken)
    {
        var ends = _cleared;
        var delta = Delta() with { Sets = new Dictionary<string, SessionWrite>(), Removes = [], Expired = [], Tokens = [], Forgotten = [], User = null, OwnIdle = null };
        DropChanges();
        if (!ends)
        {
            _services.Logger.Ended();
            return false;
        }

        _id = movedTo;
        await SendAsync(delta, "commit", cancellationToken);
        return true;
    }

    /// <summary>Sends a delta and takes over what became of it; <see langword="null"/> if the session has ended.</summary>
    private async Task<SessionCommit?> SendAsync(SessionDelta delta, string operation, CancellationToken cancellationToken)
    {
        var began = _services.Time.GetTimestamp();
        SessionCommit commit;
        try
        {
            commit = await CommitToAsync(Id, delta, cancellationToken);
            for (var moves = 0; commit.Status == SessionCommitStatus.Moved && moves < MostMoves; moves++)
            {
                _services.Copies.Remove(Id);
                _id = commit.MovedTo;
                commit = await CommitToAsync(Id, delta, cancellationToken);
            }

            if (commit.MergedInto is { } joined && _services.Options.Encrypt && delta.Sets.Count > 0)
            {
                // Another request began the session first, and what was encrypted for ours opens only there: once more, for that one.
                delta = delta with { RequestId = SessionIds.NewName(), Expected = joined, Sets = Writes(joined) };
                commit = await CommitToAsync(Id, delta, cancellationToken) with { MergedInto = joined };
            }
        }
        catch (ClusterUnavailableException exception)
        {
            // Whether it was applied is unknown, so the copy may be behind.
            _services.Copies.Remove(Id);
            _services.Metrics.Committed("failed");
            _services.Logger.CommitFailed(exception.Message);
            if (_services.Options.OnUnavailable == SessionUnavailable.Fail || operation != "commit")
            {
                throw Fail(exception);
            }

            DropChanges();
            return default(SessionCommit);
        }
        finally
        {
            _services.Metrics.Waited(operation, _services.Time.GetElapsedTime(began));
        }

        switch (commit.Status)
        {
            case SessionCommitStatus.Gone or SessionCommitStatus.Moved:
                _services.Metrics.Committed("gone");
                _services.Copies.Remove(Id);
                return null;
            case SessionCommitStatus.TooLarge:
                _services.Metrics.Committed("too_large");
                throw new InvalidOperationException(
                    $"The session would come to {commit.Bytes:n0} bytes in {commit.Keys:n0} keys; allowed are {_services.Options.MaxBytes:n0} bytes " +
                    $"(Clustering:Sessions:MaxBytes) and {_services.Options.MaxKeys:n0} keys (Clustering:Sessions:MaxKeys). Nothing was stored.");
            case SessionCommitStatus.NotANumber:
                throw new InvalidOperationException($"The session's value '{delta.Operation!.Key}' is not a counter, so it cannot be increased.");
            case SessionCommitStatus.OutOfRange:
                throw new InvalidOperationException($"The session's counter '{delta.Operation!.Key}' would leave the range of ±9,007,199,254,740,991.");
            default:
                _services.Metrics.Committed("done");
                Absorb(delta, commit);
                return commit;
        }
    }

    private Task<SessionCommit> CommitToAsync(string id, SessionDelta delta, CancellationToken cancellationToken) =>
        _budget.SpendAsync(
            (_services.Records, id, delta, cancellationToken),
            static (state, limit) => state.Records.CommitAsync(state.id, state.delta, limit, state.cancellationToken));

    private SessionDelta Delta()
    {
        var begins = _cleared || _snapshot is null;
        var incarnation = begins ? SessionIds.NewName() : _snapshot!.Incarnation;
        return new()
        {
            RequestId = SessionIds.NewName(),
            Expected = _snapshot?.Incarnation,
            Read = _snapshot,
            NewIncarnation = incarnation,
            Idle = _idle,
            OwnIdle = _ownIdleChange,
            Cleared = _cleared,
            ReadUser = _snapshot?.User,
            User = _userChange,
            Sets = Writes(incarnation),
            Removes = _removes.Count == 0 ? [] : [.. _removes],
            Expired = begins ? [] : ExpiredKeys(),
            Tokens = begins ? Scope?.Tokens ?? [] : NewTokens,
            Forgotten = begins ? [] : OldTokens(),
        };
    }

    private Dictionary<string, SessionWrite> Writes(string incarnation) => _services.Options.Encrypt
        ? _sets.ToDictionary(set => set.Key, set => set.Value with { Envelope = Pack(incarnation, set.Key, set.Value.Envelope.AsSpan(1)) })
        : new(_sets);

    private List<KeyValuePair<string, long>> ExpiredKeys()
    {
        List<KeyValuePair<string, long>> expired = [];
        var now = ServerNow();
        foreach (var (key, entry) in _snapshot!.Entries)
        {
            if (entry.Deadline <= now && !_sets.ContainsKey(key) && !_removes.Contains(key))
            {
                expired.Add(new(key, entry.Deadline));
            }
        }

        return expired;
    }

    private byte[] Pack(string incarnation, string key, ReadOnlySpan<byte> value) =>
        _services.Options.Encrypt ? _services.Protector.Protect(incarnation, key, value) : SessionEnvelope.Pack(value);

    // What was sent is now what is stored, unless somebody else changed the session in between: then only Redis knows the whole.
    private void Absorb(SessionDelta delta, SessionCommit commit)
    {
        var before = _snapshot;
        var begins = delta.Cleared || before is null;
        if (commit.Status == SessionCommitStatus.Empty)
        {
            _snapshot = null;
            _services.Copies.Remove(Id);
        }
        else
        {
            var merged = Merge(delta, commit, begins ? null : before);
            if (IsWhole(delta, commit, before))
            {
                _snapshot = merged;
                Remember(_snapshot, commit.Remaining);
            }
            else
            {
                // Good enough for the rest of this request, but under a tag that no later commit finds again.
                _snapshot = SessionSnapshot.Create(merged.Incarnation, "", merged.Entries, merged.User, merged.OwnIdle, merged.Tokens);
                _services.Copies.Remove(Id);
            }
        }

        DropChanges();
        if (_isNew && _snapshot is not null)
        {
            _established = true;
        }
    }

    // Whether what was read and what was sent make up all that is stored: nobody else was in between, neither before the commit nor,
    // where it had to be repeated, after it; and no value has a deadline that only the server knows exactly.
    private static bool IsWhole(SessionDelta delta, SessionCommit commit, SessionSnapshot? before) =>
        commit is { IsRepeated: false, MergedInto: null }
        && (delta.Cleared || commit.Before == before?.Tag)
        && delta.Operation is null
        && !delta.Sets.Values.Any(static set => set.Lifetime is not null);

    private SessionSnapshot Merge(SessionDelta delta, SessionCommit commit, SessionSnapshot? before)
    {
        var entries = before is null ? [] : new Dictionary<string, SessionEntry>(before.Entries);
        foreach (var key in delta.Removes.Concat(delta.Expired.Select(static expired => expired.Key)))
        {
            entries.Remove(key);
        }

        foreach (var (key, write) in delta.Sets)
        {
            var deadline = write.Lifetime is { } lifetime ? ServerNow() + (long)lifetime.TotalMilliseconds : long.MaxValue;
            entries[key] = new(write.Envelope, deadline);
        }

        if (delta.Operation is { } operation)
        {
            if (operation.Kind == SessionOperationKind.Take)
            {
                entries.Remove(operation.Key);
            }
            else if (commit.Result is { } result)
            {
                entries[operation.Key] = new(SessionEnvelope.Pack(result), before?.Entries.GetValueOrDefault(operation.Key).Deadline is > 0 and var old ? old : long.MaxValue);
            }
        }

        return SessionSnapshot.Create(
            commit.MergedInto ?? before?.Incarnation ?? delta.NewIncarnation,
            commit.Tag ?? "",
            entries,
            delta.User is { } change ? change.Name : before?.User,
            delta.OwnIdle is { } own ? (own == TimeSpan.Zero ? null : own) : before?.OwnIdle,
            delta.Tokens.Count + delta.Forgotten.Count == 0
                ? before?.Tokens ?? []
                : [.. (before?.Tokens ?? []).Where(old => !delta.Forgotten.Contains(old.Region) && delta.Tokens.All(token => token.Region != old.Region)), .. delta.Tokens]);
    }

    private void DropChanges()
    {
        _sets.Clear();
        _removes.Clear();
        _cleared = false;
        _userChange = null;
        _ownIdleChange = null;
    }

    private async Task TouchAsync(string? user)
    {
        try
        {
            var touch = await _services.Records.TouchAsync(Id, _idle, user, _services.Options.Budget, CancellationToken.None);
            if (touch.Exists)
            {
                _services.Copies.Set(Id, null, touch.User, touch.Remaining, TouchBelow(touch.Life));
            }
            else
            {
                // Not to be asked about again with every request of a visitor whose session is long gone.
                _services.Copies.Set(Id, null, null, SessionTouchRule.Granularity(_services.Options, _idle), TimeSpan.Zero);
            }

            _services.Metrics.Touched("done");
        }
        catch (Exception exception)
        {
            _services.Metrics.Touched("failed");
            _services.Logger.TouchFailed(exception.Message);
        }
    }
}
