using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>The C# face of <c>reservation-renew.lua</c>.</summary>
internal sealed class ReservationRenewScript(RedisConnection redis, ReservationKeys keys, SessionKeys sessions)
{
    private static readonly RedisScript Script = new("reservation-renew.lua");

    /// <param name="batch">The components.</param>
    /// <param name="owner">Whose they should be.</param>
    /// <param name="line">Only what this owner line holds; '' = whatever the owner does.</param>
    /// <param name="time">For those of a fixed time: how long from now on.</param>
    /// <param name="nodeId">This node.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>An answer for each component; or where the session was renewed the id it has now.</returns>
    public async Task<(ReservationReply[]? Replies, string? MovedTo)> RunAsync(
        ReservationBatch batch, ReservationOwner owner, string line, TimeSpan? time, string nodeId, CancellationToken cancellationToken)
    {
        var session = owner.SessionId;
        var reply = (RedisResult[])(await redis.RunAsync(
            Script,
            batch.Keys(
                sessions.Revoked,
                session is null ? sessions.Revoked : sessions.Record(session),
                keys.User(owner.User),
                session is null ? sessions.Revoked : keys.Session(session),
                keys.Node(nodeId),
                keys.Due),
            batch.Values(
                owner.User,
                session ?? "",
                line,
                time is { } given ? ReservationTimes.Milliseconds(given) : "",
                ReservationTimes.Milliseconds(ReservationTimes.HandleRetention)),
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return (string?)reply[0] == "moved" ? (null, (string?)reply[1]) : (ReservationReply.Read(batch.Resources, reply, 0), null);
    }
}
