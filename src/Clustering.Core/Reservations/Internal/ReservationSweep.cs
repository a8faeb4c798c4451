using Clustering.Nodes;
using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>Looks for what has ended without anybody saying so. Two nodes that sweep at once do no harm.</summary>
/// <remarks>No promise rests on it: whoever wants to reserve a component looks for himself. It is there so that pages hear of it.</remarks>
internal sealed class ReservationSweep(
    RedisConnection redis,
    ReservationKeys keys,
    SessionKeys sessions,
    ReservationChannel channel,
    ReservationQueryScripts queries,
    ReservationVerifier verifier,
    IClusterNodes nodes,
    ReservationMetrics metrics)
{
    private const int Most = 500;

    // So many sessions in one sweep, 10,000, take about 20 ms of the server's time; the next sweep goes on from there.
    private const int Pages = 20;

    private static readonly RedisScript DueScript = new("reservation-sweep.lua");
    private static readonly RedisScript SessionsScript = new("reservation-sessions.lua");

    private long _next;

    /// <summary>Gets a value indicating whether it is for this node to sweep: the first of the living.</summary>
    public bool IsOurs => nodes.Live is [var first, ..] && first.Id == nodes.Self.Id;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await SweepDueAsync(cancellationToken).ConfigureAwait(false) == Most)
        {
        }

        for (var page = 0; page < Pages; page++)
        {
            if (await SweepSessionsAsync(cancellationToken).ConfigureAwait(false) < Most)
            {
                _next = 0;
                return;
            }

            _next += Most;
        }
    }

    /// <summary>Looks at what is bound to a session: ends it if the session has ended, and takes it along if the session has another id.</summary>
    /// <param name="sessionId">The session's id, as the reservations name it.</param>
    /// <param name="newId">The id that it has now, where that is known.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public async Task LookAtAsync(string sessionId, string? newId, CancellationToken cancellationToken)
    {
        var held = await queries.ListAsync(keys.Session(sessionId), "session", sessionId, cancellationToken).ConfigureAwait(false);
        var bound = held.Where(static found => found.Record.IsBound).ToList();
        if (bound.Count > 0)
        {
            var living = await verifier.VerifyAsync(bound, newId, cancellationToken).ConfigureAwait(false);
            metrics.Ended(ReservationMetrics.Expired, bound.Count(found => !living.ContainsKey(found.Record.Resource)));
        }
    }

    private async Task<int> SweepDueAsync(CancellationToken cancellationToken)
    {
        var time = (RedisResult[])(await AskAsync(static generation => generation.Database.ExecuteAsync("TIME"), cancellationToken).ConfigureAwait(false))!;
        var now = ((long)time[0] * 1000) + ((long)time[1] / 1000);
        var members = await AskAsync(
            generation => generation.Database.SortedSetRangeByScoreAsync(keys.Due, stop: now, take: Most), cancellationToken).ConfigureAwait(false);
        if (members.Length == 0)
        {
            return 0;
        }

        var ended = (long)await redis.RunAsync(
            DueScript,
            [
                keys.Due,
                .. members.Select(static member => ReservationMember.Parse(member.ToString()))
                    .SelectMany(resource => (RedisKey[])[keys.Record(resource.Category, resource.Id), keys.Category(resource.Category)]),
            ],
            [channel.Name, channel.Begin, .. members],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        metrics.Ended(ReservationMetrics.Expired, ended);
        return members.Length;
    }

    private async Task<int> SweepSessionsAsync(CancellationToken cancellationToken)
    {
        var bonds = await AskAsync(
            generation => generation.Database.SortedSetRangeByRankAsync(keys.Sessions, _next, _next + Most - 1), cancellationToken).ConfigureAwait(false);
        if (bonds.Length == 0)
        {
            return 0;
        }

        var parts = Array.ConvertAll(bonds, static bond => bond.ToString().Split('\t'));
        var states = (RedisResult[])(await redis.RunAsync(
            SessionsScript,
            [sessions.Revoked, .. parts.Select(part => sessions.Record(part[0]))],
            [.. parts.SelectMany(static part => (RedisValue[])[part[1], part[2]])],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        for (var i = 0; i < bonds.Length; i++)
        {
            if ((string?)states[i] is var state and not "1")
            {
                await LookAtAsync(parts[i][0], state == "0" ? null : state, cancellationToken).ConfigureAwait(false);
                await AskAsync(generation => generation.Database.SortedSetRemoveAsync(keys.Sessions, bonds[i]), cancellationToken).ConfigureAwait(false);
            }
        }

        return bonds.Length;
    }

    private Task<T> AskAsync<T>(Func<RedisGeneration, Task<T>> command, CancellationToken cancellationToken) => redis.RunAsync(
        command, static (generation, ask) => ask(generation), "sweep reservations", redis.Timeout, cancellationToken);
}
