using System.Globalization;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-check.lua</c>.</summary>
internal sealed class OperationCheckScript(RedisConnection redis, OperationKeys keys)
{
    private const int FirstCounter = 9;

    private static readonly RedisScript Script = new("operation-check.lua");

    public async Task<OperationQueueStatus> RunAsync(string handler, CancellationToken cancellationToken)
    {
        var queue = keys.Queue(handler);
        var reply = (RedisValue[])(await redis.RunAsync(
            Script,
            [queue.Jobs, .. queue.Ready, queue.Next, queue.Due, queue.Leases, queue.Owners, queue.Parked, queue.Dead, queue.Stats],
            [],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;

        var counters = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = FirstCounter; i + 1 < reply.Length; i += 2)
        {
            counters[reply[i].ToString()] = long.Parse(reply[i + 1].ToString(), CultureInfo.InvariantCulture);
        }

        long Counter(string name) => counters.GetValueOrDefault(name);
        var (jobs, ready, waiting, scheduled, running, owners) =
            ((long)reply[0], (long)reply[1], (long)reply[2], (long)reply[3], (long)reply[4], (long)reply[5]);
        var (parked, dead) = ((long)reply[6], (long)reply[7]);

        // Those that were cancelled in the middle of a list are in it until somebody meets them, and are not live.
        var tombs = Counter("tombs");
        var live = jobs - dead - tombs;
        var (enqueued, completed, cancelled, removed) = (Counter("enqueued"), Counter("completed"), Counter("cancelled"), Counter("removed"));
        return new()
        {
            Handler = handler,
            IsPaused = counters.ContainsKey("paused"),
            Ready = ready,
            Waiting = waiting,
            Scheduled = scheduled,
            Running = running,
            Parked = parked,
            Dead = dead,
            Live = live,
            Enqueued = enqueued,
            Completed = completed,
            Cancelled = cancelled,
            Deleted = removed,
            Coalesced = Counter("coalesced"),
            Duplicates = Counter("duplicates"),
            Retried = Counter("retried"),
            LostLeases = Counter("lost"),
            NextEnqueuedAt = ((byte[]?)reply[8]) is { Length: > 0 } next
                ? DateTimeOffset.FromUnixTimeMilliseconds(OperationEnvelope.Read(next).Created)
                : null,
            IsBalanced = enqueued == completed + cancelled + removed + dead + live
                && jobs - dead == ready + waiting + scheduled + running + parked
                && running == owners,
        };
    }
}
