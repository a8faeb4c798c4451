using Clustering.Leases.Internal;
using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>The C# face of <c>reservation-transfer.lua</c>.</summary>
internal sealed class ReservationTransferScript(
    RedisConnection redis, ReservationKeys keys, SessionKeys sessions, LeaseKeys leases, ReservationChannel channel)
{
    private const int Moved = 5;
    private const int NoSession = 6;
    private const int OwnerMoved = 7;

    private static readonly RedisScript Script = new("reservation-transfer.lua");

    /// <returns>An answer; or where a session was renewed the id it has now; or none of them where the new owner's has ended.</returns>
    public async Task<(ReservationReply? Reply, string? MovedTo, string? OwnerMovedTo)> RunAsync(
        ReservationResource resource, ReservationOwner from, ReservationWish wish, string nodeId, CancellationToken cancellationToken)
    {
        var (former, session) = (from.SessionId, wish.Owner.SessionId);
        var reply = (RedisResult[])(await redis.RunAsync(
            Script,
            [
                leases.Fence,
                sessions.Revoked,
                former is null ? leases.Fence : sessions.Record(former),
                session is null ? leases.Fence : sessions.Record(session),
                keys.Record(resource.Category, resource.Id),
                keys.Category(resource.Category),
                keys.User(wish.Owner.User),
                session is null ? leases.Fence : keys.Session(session),
                keys.Node(nodeId),
                keys.Due,
                keys.Sessions,
                keys.User(from.User),
                former is null ? leases.Fence : keys.Session(former),
            ],
            [
                from.User,
                former ?? "",
                ReservationRecord.OwnerOf(wish.Token, wish.Owner),
                wish.Owner.User,
                session ?? "",
                nodeId,
                wish.Kind,
                ReservationTimes.Milliseconds(wish.Life),
                resource.ToString(),
                channel.Name,
                channel.Begin,
                wish.Note ?? "",
            ],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return (int)reply[1] switch
        {
            Moved => (null, (string?)reply[2], null),
            NoSession => (null, null, null),
            OwnerMoved => (null, null, (string?)reply[2]),
            _ => (ReservationReply.Read([resource], reply, 0)[0], null, null),
        };
    }
}
