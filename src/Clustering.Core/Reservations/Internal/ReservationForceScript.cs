using Clustering.Leases.Internal;
using Clustering.Redis.Internal;

namespace Clustering.Reservations.Internal;

/// <summary>The C# face of <c>reservation-force.lua</c>.</summary>
internal sealed class ReservationForceScript(RedisConnection redis, ReservationKeys keys, LeaseKeys leases, ReservationChannel channel)
{
    private static readonly RedisScript Script = new("reservation-force.lua");

    /// <returns>Whether it has ended, by this call.</returns>
    public async Task<bool> RunAsync(ReservationRecord record, string by, string reason, CancellationToken cancellationToken)
    {
        var user = keys.User(record.User);
        var resource = record.Resource;
        return (int)await redis.RunAsync(
            Script,
            [
                keys.Record(resource.Category, resource.Id),
                keys.Category(resource.Category),
                user,
                record.SessionId is { } session ? keys.Session(session) : user,
                keys.Node(record.Lease.Node),
                keys.Due,
                leases.Forced,
            ],
            [
                record.Lease.Fence,
                record.Lease.Owner,
                by,
                reason,
                ReservationTimes.Milliseconds(ReservationTimes.ForcedTombstone),
                resource.ToString(),
                channel.Name,
                channel.Begin,
            ],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false) == 1;
    }
}
