using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>Every Redis key of reservations, but for <c>LeaseKeys.Fence</c>.</summary>
/// <remarks>
/// <para>The braces make a hash tag: all keys of a cluster live in one slot, so one script may touch several.</para>
/// <para>The records decide. An index may name a component too many, which is dropped when somebody meets it, and never one too few: a score
/// is when the entry may be forgotten, and later than the record's end.</para>
/// </remarks>
internal sealed class ReservationKeys(string cluster)
{
    /// <summary>String: who holds a component, or for a while how it ended; see <see cref="ReservationRecord"/>. Expires with the reservation.</summary>
    public RedisKey Record(string category, string id) => $"{{{cluster}}}:reservation:{category}:{id}";

    /// <summary>Sorted set: components a user holds → when each may be forgotten, server milliseconds. Trims itself; expires.</summary>
    public RedisKey User(string user) => $"{{{cluster}}}:reservations-user:{user}";

    /// <summary>Sorted set: components held in a session → when each may be forgotten, server milliseconds. Trims itself; expires.</summary>
    public RedisKey Session(string sessionId) => $"{{{cluster}}}:reservations-session:{sessionId}";

    /// <summary>Sorted set: components reserved through a node → when each may be forgotten, server milliseconds. Trims itself; expires.</summary>
    public RedisKey Node(string nodeId) => $"{{{cluster}}}:reservations-node:{nodeId}";

    /// <summary>Sorted set: components of a category → when each may be forgotten, server milliseconds. Trims itself; expires.</summary>
    public RedisKey Category(string category) => $"{{{cluster}}}:reservations-category:{category}";

    /// <summary>Sorted set: component → when its record ends by itself, server milliseconds; not those bound to a session. The sweep empties it.</summary>
    public RedisKey Due { get; } = $"{{{cluster}}}:reservations-due";

    /// <summary>
    /// Sorted set: session, incarnation and user, with tabs between → when it may be forgotten, server milliseconds; for each session that
    /// something is bound to. The sweep empties it; expires.
    /// </summary>
    public RedisKey Sessions { get; } = $"{{{cluster}}}:reservations-sessions";
}
