using StackExchange.Redis;

namespace Clustering.Sessions.Internal;

/// <summary>Every Redis key of sessions.</summary>
/// <remarks>The braces make a hash tag: all keys of a cluster live in one slot, so one script may touch several.</remarks>
internal sealed class SessionKeys(string cluster, string? stockInstanceName)
{
    /// <summary>Hash: one session; <see cref="SessionFields"/> names its fields. Expires with the session.</summary>
    /// <param name="id">The session's id: a keyed hash of the credential in the cookie.</param>
    public RedisKey Record(string id) => $"{{{cluster}}}:session:{id}";

    /// <summary>Sorted set: user → sign-ins up to this moment (server microseconds) are revoked. Trims itself; expires.</summary>
    public RedisKey Revoked { get; } = $"{{{cluster}}}:sessions-revoked";

    /// <summary>Sorted set: session id → when it may be forgotten (server milliseconds), for each session of the user. Trims itself; expires.</summary>
    public RedisKey User(string user) => $"{{{cluster}}}:session-user:{user}";

    /// <summary>Hash of ASP.NET Core's own session store, read once to take a session over and then deleted.</summary>
    public RedisKey? Stock(string credential) => stockInstanceName is null ? null : stockInstanceName + credential;
}
