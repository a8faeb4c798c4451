using System.Globalization;
using System.Text;
using Clustering.Sessions;
using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

/// <summary>What sessions are, in the fewest words: the yardstick of the random test. No locks, no keys, no hurry.</summary>
internal sealed class SessionModel(ClusterSessionOptions options, TimeSpan idle)
{
    private const int RememberedRequests = 8;

    private readonly Dictionary<string, Session> _sessions = [];
    private readonly Dictionary<string, long> _revoked = [];
    private long _order;

    public TimeSpan Now { get; private set; }

    public void Pass(TimeSpan time) => Now += time;

    public Session? Find(string id) => _sessions.TryGetValue(id, out var session) && Lives(session) ? session : null;

    /// <summary>Finds a session under the id it has now, whichever of its ids is given.</summary>
    public Session? FindCurrent(string id) => Find(id) is { MovedTo: { } moved } ? FindCurrent(moved) : Find(id);

    /// <summary>Extends the life if that is due, and says whether it was.</summary>
    public bool Touch(Session session)
    {
        var life = Life(session);
        var granularity = TimeSpan.FromTicks(Math.Min(options.TouchGranularity.Ticks, life.Ticks / 10));
        if (session.Expires - Now >= life - granularity)
        {
            return false;
        }

        session.Expires = Now + life;
        return true;
    }

    public SessionCommit Commit(string id, SessionDelta delta)
    {
        var session = Find(id);
        if (session?.Done.Find(done => done.Request == delta.RequestId) is { Request: not null } done)
        {
            return new(SessionCommitStatus.Done) { IsRepeated = true, Result = done.Result };
        }

        if (session?.MovedTo is { } moved)
        {
            return delta.Expected == session.Incarnation ? new(SessionCommitStatus.Moved) { MovedTo = moved } : new(SessionCommitStatus.Gone);
        }

        if (delta.Expected is not null && session?.Incarnation != delta.Expected)
        {
            return new(SessionCommitStatus.Gone);
        }

        var former = session is null || delta.Cleared ? null : session;
        var values = former is null ? [] : new Dictionary<string, Value>(former.Values);
        byte[]? result = null;
        if (delta.Operation is { } operation)
        {
            var present = values.TryGetValue(operation.Key, out var found) && found.Ends > Now;
            if (operation.Kind == SessionOperationKind.Take)
            {
                if (!present)
                {
                    return former is null ? new(SessionCommitStatus.Empty) : new(SessionCommitStatus.Done) { Before = former.Tag };
                }

                result = found.Envelope;
                values.Remove(operation.Key);
            }
            else
            {
                long number = 0;
                if (present && !long.TryParse(SessionRequest.Unpack(found.Envelope), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
                {
                    return new(SessionCommitStatus.NotANumber);
                }

                result = Encoding.UTF8.GetBytes($"{number + operation.By}");
                values[operation.Key] = new(SessionEnvelope.Pack(result), present ? found.Ends : End(operation.Lifetime));
            }
        }

        foreach (var (key, deadline) in delta.Expired)
        {
            if (values.TryGetValue(key, out var value) && value.Ends <= Now && delta.Operation?.Key != key)
            {
                values.Remove(key);
            }
        }

        foreach (var (key, write) in delta.Sets)
        {
            values[key] = new(write.Envelope, End(write.Lifetime));
        }

        foreach (var key in delta.Removes)
        {
            values.Remove(key);
        }

        var writes = delta.Sets.Count > 0 || delta.Operation is not null;
        var bytes = values.Sum(value => 1 + Encoding.UTF8.GetByteCount(value.Key) + value.Value.Envelope.Length);
        if (writes && (bytes > options.MaxBytes || values.Count > options.MaxKeys))
        {
            return new(SessionCommitStatus.TooLarge) { Bytes = bytes, Keys = values.Count };
        }

        if (delta.Cleared)
        {
            _sessions.Remove(id);
        }

        if (former is null && !writes && delta.User?.Name is null && (delta.OwnIdle ?? TimeSpan.Zero) == TimeSpan.Zero)
        {
            return new(SessionCommitStatus.Empty);
        }

        var next = former ?? new Session { Incarnation = delta.NewIncarnation, Ends = Now + (options.AbsoluteTimeout ?? TimeSpan.FromDays(1000)) };
        next.Values = values;
        next.Done = [.. next.Done.TakeLast(RememberedRequests - 1), (delta.RequestId, result)];
        next.OwnIdle = delta.OwnIdle is { } own ? (own == TimeSpan.Zero ? null : own) : next.OwnIdle;
        if (delta.User is { } user)
        {
            (next.User, next.SignedIn) = (user.Name, ++_order);
        }

        if (former is null || delta.OwnIdle is not null)
        {
            next.Expires = Now + Life(next);
        }
        else
        {
            Touch(next);
        }

        _sessions[id] = next;
        return new(SessionCommitStatus.Done) { Before = former?.Tag, Result = result, Remaining = next.Expires - Now };
    }

    public string? Renew(string id, string newId, string incarnation)
    {
        if (Find(newId)?.Incarnation == incarnation)
        {
            return newId;
        }

        var session = Find(id);
        if (session is null || session.Incarnation != incarnation || session.MovedTo is not null)
        {
            return session?.Incarnation == incarnation ? session.MovedTo : null;
        }

        _sessions[newId] = session;
        _sessions[id] = session with
        {
            MovedTo = newId,
            Expires = session.Expires - Now < options.RenewGrace ? session.Expires : Now + options.RenewGrace,
        };
        return newId;
    }

    public IEnumerable<string> List(string user) => _sessions.Keys.Where(id => Find(id) is { MovedTo: null } session && session.User == user);

    public bool Revoke(string user, string id)
    {
        while (Find(id)?.MovedTo is { } moved)
        {
            id = moved;
        }

        return Find(id)?.User == user && _sessions.Remove(id);
    }

    public void RevokeAll(string user, string? except)
    {
        List<Session> kept = [];
        for (var id = except; id is not null && Find(id) is { } session; id = session.MovedTo)
        {
            kept.Add(session);
        }

        var isKept = kept.Count > 0 && kept[^1].MovedTo is null && kept[^1].User == user;
        _revoked[user] = ++_order;
        foreach (var session in kept.Where(session => isKept && session.User == user))
        {
            session.SignedIn = ++_order;
        }
    }

    /// <summary>Shows what a request would see.</summary>
    public string Show(Session session) => string.Join(' ', session.Values
        .Where(value => value.Value.Ends > Now)
        .OrderBy(value => value.Key, StringComparer.Ordinal)
        .Select(value => $"{value.Key}={SessionRequest.Unpack(value.Value.Envelope)}"));

    private bool Lives(Session session) => session.Expires > Now && session.Ends > Now
        && !(session.User is { } user && _revoked.TryGetValue(user, out var revoked) && session.SignedIn < revoked);

    private TimeSpan Life(Session session)
    {
        var life = session.OwnIdle ?? idle;
        return life < session.Ends - Now ? life : session.Ends - Now;
    }

    private TimeSpan End(TimeSpan? lifetime) => lifetime is { } time ? Now + time : TimeSpan.MaxValue;

    internal readonly record struct Value(byte[] Envelope, TimeSpan Ends);

    internal sealed record Session
    {
        public required string Incarnation { get; init; }

        public required TimeSpan Ends { get; init; }

        public string? Tag { get; set; }

        public Dictionary<string, Value> Values { get; set; } = [];

        public List<(string Request, byte[]? Result)> Done { get; set; } = [];

        public string? User { get; set; }

        public long SignedIn { get; set; }

        public TimeSpan? OwnIdle { get; set; }

        public TimeSpan Expires { get; set; }

        public string? MovedTo { get; init; }
    }
}
