using Clustering.Leases.Internal;
using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>The C# face of <c>reservation-reserve.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal sealed class ReservationReserveScript(
    RedisConnection redis, ReservationKeys keys, SessionKeys sessions, LeaseKeys leases, ReservationChannel channel)
{
    private static readonly RedisScript Script = new("reservation-reserve.lua");

    /// <returns>An answer for each component; or where the session was renewed the id it has now; or neither where it has ended.</returns>
    public async Task<(ReservationReply[]? Replies, string? MovedTo)> RunAsync(
        ReservationBatch batch, ReservationWish wish, string nodeId, SameUserPolicy sameUser, CancellationToken cancellationToken)
    {
        var session = wish.Owner.SessionId;
        var reply = (RedisResult[])(await redis.RunAsync(
            Script,
            batch.Keys(
                leases.Fence,
                sessions.Revoked,
                session is null ? leases.Fence : sessions.Record(session),
                keys.User(wish.Owner.User),
                session is null ? leases.Fence : keys.Session(session),
                keys.Node(nodeId),
                keys.Due,
                keys.Sessions),
            batch.Values(
                ReservationRecord.OwnerOf(wish.Token, wish.Owner),
                wish.Owner.User,
                session ?? "",
                nodeId,
                wish.Kind,
                ReservationTimes.Milliseconds(wish.Life),
                ReservationTimes.Milliseconds(wish.Retention),
                wish.Mode == ReservationMode.AllOrNothing ? "all" : "best",
                sameUser == SameUserPolicy.TakeOver ? "take" : "deny",
                channel.Name,
                channel.Begin,
                wish.Note ?? ""),
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return (int)reply[0] switch
        {
            1 => (ReservationReply.Read(batch.Resources, reply, 1), null),
            2 => (null, (string?)reply[1]),
            _ => (null, null),
        };
    }
}
