using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>The C# face of <c>reservation-verify.lua</c>.</summary>
internal sealed class ReservationVerifyScript(RedisConnection redis, ReservationKeys keys, SessionKeys sessions, ReservationChannel channel)
{
    private static readonly RedisScript Script = new("reservation-verify.lua");

    /// <param name="records">Records that are bound to a session, each with the id to look for it under.</param>
    /// <param name="life">How long a record lives at the longest without being looked at.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ReservationReply[]> RunAsync(
        IReadOnlyList<(ReservationRecord Record, string SessionId)> records, TimeSpan life, CancellationToken cancellationToken)
    {
        string[] ids = [.. records.Select(static record => record.SessionId).Distinct()];
        List<RedisKey> named = [sessions.Revoked, keys.Sessions];
        List<RedisValue> values =
        [
            ReservationTimes.Milliseconds(life), ReservationTimes.Milliseconds(ReservationTimes.Tombstone), channel.Name, channel.Begin, ids.Length,
        ];
        foreach (var id in ids)
        {
            named.AddRange([sessions.Record(id), keys.Session(id)]);
            values.Add(id);
        }

        values.Add(records.Count);
        foreach (var (record, id) in records)
        {
            var resource = record.Resource;
            named.AddRange(
                [keys.Record(resource.Category, resource.Id), keys.Category(resource.Category), keys.User(record.User), keys.Node(record.Lease.Node)]);
            values.AddRange([resource.ToString(), record.Text, Array.IndexOf(ids, id) + 1]);
        }

        var reply = (RedisResult[])(await redis.RunAsync(Script, [.. named], [.. values], redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        return ReservationReply.Read([.. records.Select(static record => record.Record.Resource)], reply, 0);
    }
}
