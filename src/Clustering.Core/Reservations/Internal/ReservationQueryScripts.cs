using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>The C# faces of the scripts that read.</summary>
internal sealed class ReservationQueryScripts(RedisConnection redis, ReservationKeys keys)
{
    private const int Most = 500;

    private static readonly RedisScript FindScript = new("reservation-find.lua");
    private static readonly RedisScript ListScript = new("reservation-list.lua");

    public async Task<IEnumerable<ReservationFound>> FindAsync(IReadOnlyList<ReservationResource> resources, CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await redis.RunAsync(
            FindScript,
            [.. resources.Select(resource => keys.Record(resource.Category, resource.Id))],
            [],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return Read(resources, reply);
    }

    /// <param name="index">The index to look into.</param>
    /// <param name="what">What it is of: <c>user</c>, <c>session</c>, <c>node</c> or <c>category</c>.</param>
    /// <param name="value">Of which one.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyList<ReservationFound>> ListAsync(RedisKey index, string what, string value, CancellationToken cancellationToken)
    {
        var members = await redis.RunAsync(
            index,
            static (generation, key) => generation.Database.SortedSetRangeByRankAsync(key),
            "list reservations",
            redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        var found = await Task.WhenAll(members.Chunk(Most).Select(some => ReadAsync(index, what, value, some, cancellationToken))).ConfigureAwait(false);
        return [.. found.SelectMany(static some => some)];
    }

    private async Task<IEnumerable<ReservationFound>> ReadAsync(
        RedisKey index, string what, string value, RedisValue[] members, CancellationToken cancellationToken)
    {
        ReservationResource[] resources = [.. members.Select(static member => ReservationMember.Parse(member.ToString()))];
        var reply = (RedisResult[])(await redis.RunAsync(
            ListScript,
            [index, .. resources.Select(resource => keys.Record(resource.Category, resource.Id))],
            [what, value, .. members],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return Read(resources, reply);
    }

    private static IEnumerable<ReservationFound> Read(IReadOnlyList<ReservationResource> resources, RedisResult[] reply)
    {
        var now = (long)reply[0];
        for (var i = 0; i < resources.Count; i++)
        {
            if ((string?)reply[(2 * i) + 1] is { Length: > 0 } text)
            {
                yield return new(ReservationRecord.Parse(resources[i], text), now, (long)reply[(2 * i) + 2]);
            }
        }
    }
}
