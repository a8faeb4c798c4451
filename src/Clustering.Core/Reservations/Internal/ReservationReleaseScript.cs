using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>The C# face of <c>reservation-release.lua</c>.</summary>
internal sealed class ReservationReleaseScript(RedisConnection redis, ReservationKeys keys, SessionKeys sessions, ReservationChannel channel)
{
    private static readonly RedisScript Script = new("reservation-release.lua");

    /// <param name="batch">The components.</param>
    /// <param name="owner">Whose they should be.</param>
    /// <param name="line">Only what this owner line holds; '' = whatever the owner does.</param>
    /// <param name="fence">Only the reservation with this fence; <see langword="null"/> = whichever.</param>
    /// <param name="nodeId">This node.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ReservationReply[]> RunAsync(
        ReservationBatch batch, ReservationOwner owner, string line, long? fence, string nodeId, CancellationToken cancellationToken)
    {
        var (user, session) = (keys.User(owner.User), owner.SessionId);
        var reply = (RedisResult[])(await redis.RunAsync(
            Script,
            batch.Keys(
                session is null ? user : sessions.Record(session), user, session is null ? user : keys.Session(session), keys.Node(nodeId), keys.Due),
            batch.Values(
                owner.User, session ?? "", line, fence ?? RedisValue.EmptyString, ReservationTimes.Milliseconds(ReservationTimes.Tombstone), channel.Name, channel.Begin),
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return ReservationReply.Read(batch.Resources, reply, 0);
    }
}
