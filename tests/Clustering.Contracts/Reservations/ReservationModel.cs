using Clustering.Reservations;

namespace Clustering.Contracts.Reservations;

/// <summary>What reservations and the sessions they hang on should do, as simply as it can be said.</summary>
internal sealed class ReservationModel(SameUserPolicy sameUser)
{
    private readonly Dictionary<string, Held> _held = [];

    public TimeSpan Now { get; private set; }

    /// <summary>Gets the sessions that live, by their ids; one that was renewed is under both.</summary>
    public Dictionary<string, Session> Sessions { get; } = [];

    public void Pass(TimeSpan time) => Now += time;

    public void Settle()
    {
        foreach (var id in _held.Keys.ToList())
        {
            Find(id);
        }
    }

    public Held? Find(string id)
    {
        if (_held.TryGetValue(id, out var held) && (held.Ends <= Now || held.Session is { } session && held.IsBound && !session.Lives(Now, held.SignedIn)))
        {
            _held.Remove(id);
        }

        return _held.GetValueOrDefault(id);
    }

    public Session? Living(string? id) => id is not null && Sessions.TryGetValue(id, out var session) && session.Lives(Now, null) ? session : null;

    public bool IsMine(Held held, string user, string? sessionId) => held.User == user
        && (held.SessionId == sessionId || (Living(sessionId) is { } session && held.Session == session));

    /// <summary>Says whether all or some may be had: each component's holder, or none.</summary>
    public Held? Conflict(string id, string user, string? sessionId) =>
        Find(id) is { } held && !IsMine(held, user, sessionId) && (held.User != user || sameUser == SameUserPolicy.Deny) ? held : null;

    /// <returns>Whether it keeps its fence.</returns>
    public bool Take(string id, string user, string? sessionId, bool isBound, TimeSpan life, long fence)
    {
        var former = Find(id);
        var keeps = former is not null && IsMine(former, user, sessionId);
        var session = Living(sessionId);
        _held[id] = new(user, session?.Id ?? sessionId, session, isBound, isBound && session!.User == user ? user : null, isBound ? TimeSpan.MaxValue : Now + life, fence);
        return keeps;
    }

    public void Give(string id, string user, TimeSpan life, long fence) => _held[id] = new(user, null, null, false, null, Now + life, fence);

    public void Extend(string id, string? sessionId, TimeSpan life) =>
        _held[id] = _held[id] with { SessionIdThen = Living(sessionId)?.Id ?? sessionId, Ends = Now + life };

    public void Remove(string id) => _held.Remove(id);

    /// <summary>A session: whichever id it has, it is the same.</summary>
    internal sealed class Session(string id, TimeSpan expires)
    {
        public string Id { get; set; } = id;

        public TimeSpan Expires { get; set; } = expires;

        public string? User { get; set; }

        public bool HasEnded { get; set; }

        public bool Lives(TimeSpan now, string? signedIn) => !HasEnded && Expires > now && (signedIn is null || User == signedIn);
    }

    internal sealed record Held(
        string User, string? SessionIdThen, Session? Session, bool IsBound, string? SignedIn, TimeSpan Ends, long Fence)
    {
        // What is bound to a session goes with it to its new id; anything else keeps the name it was made under.
        public string? SessionId => IsBound ? Session!.Id : SessionIdThen;
    }
}
