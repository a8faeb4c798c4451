namespace Clustering.Sessions.Internal;

// The twin of RedisSessionDirectory.
internal sealed partial class InProcessSessions
{
    public ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string user, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        lock (_lock)
        {
            var now = Now();
            return new([.. _records.Keys.ToList()
                .Select(id => (Id: id, Record: Find(id, now)))
                .Where(found => found.Record is { MovedTo: null } record && record.User == user)
                .Select(found => Describe(found.Id, found.Record!, now))
                .OrderByDescending(static session => session.LastSeenAt)]);
        }
    }

    public ValueTask<bool> RevokeAsync(string user, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        string id;
        bool revoked;
        lock (_lock)
        {
            var now = Now();
            id = Follow(sessionId, now);
            revoked = Find(id, now) is { } record && record.User == user && _records.Remove(id);
        }

        if (revoked)
        {
            observers.Ended(id);
        }

        return new(revoked);
    }

    public ValueTask RevokeAllAsync(string user, string? exceptSessionId = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        string[] ended;
        lock (_lock)
        {
            var now = Now();

            // The session, and before it the frozen copies that renewals have left of it.
            List<InProcessSessionRecord> kept = [];
            for (var id = exceptSessionId; id is not null && Find(id, now) is { } record; id = record.MovedTo)
            {
                kept.Add(record);
            }

            var isKept = kept is [.., { MovedTo: null } session] && session.User == user;
            _revoked[user] = Microsecond();
            foreach (var record in kept.Where(record => isKept && record.User == user))
            {
                record.SignedIn = Microsecond();
            }

            ended = [.. _records.Keys.ToList().Where(id => Find(id, now) is null)];
        }

        Array.ForEach(ended, observers.Ended);
        return ValueTask.CompletedTask;
    }

    private SessionInfo Describe(string id, InProcessSessionRecord record, long now)
    {
        var life = (long)(record.OwnIdle ?? options.Value.AppIdleTimeout).TotalMilliseconds;
        var unused = Math.Max(0, life - (record.Expires - now));
        return new SessionInfo(
            id,
            record.User!,
            record.Device is { Length: > 0 } device ? device : null,
            DateTimeOffset.UnixEpoch.AddMicroseconds(record.SignedIn),
            DateTimeOffset.FromUnixTimeMilliseconds(now - unused),
            DateTimeOffset.FromUnixTimeMilliseconds(record.Expires));
    }
}
