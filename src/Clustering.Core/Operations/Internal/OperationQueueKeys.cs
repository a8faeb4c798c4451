using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The Redis keys of one queue. But for <see cref="Stats"/>, each is gone when it has nothing in it; of an operation, the scripts remove everything when it ends.</summary>
internal sealed class OperationQueueKeys(string prefix)
{
    /// <summary>Hash: id → <see cref="OperationEnvelope"/>. Until the operation ends, or the dead letter is deleted.</summary>
    public RedisKey Jobs { get; } = $"{prefix}jobs";

    /// <summary>List: ids that may start, of high priority.</summary>
    public RedisKey ReadyHigh { get; } = $"{prefix}ready-0";

    /// <summary>List: ids that may start, of normal priority.</summary>
    public RedisKey ReadyNormal { get; } = $"{prefix}ready-1";

    /// <summary>List: ids that may start, of low priority.</summary>
    public RedisKey ReadyLow { get; } = $"{prefix}ready-2";

    /// <summary>Gets the three, in the order in which they are looked at.</summary>
    public IReadOnlyList<RedisKey> Ready => [ReadyHigh, ReadyNormal, ReadyLow];

    /// <summary>Hash: <c>h</c> and order key → the first of its line; <c>t</c> → the last; <c>c</c> → whom the next one replaces. Until the line is empty.</summary>
    public RedisKey Lines { get; } = $"{prefix}lines";

    /// <summary>Hash: id → the one behind it in its line.</summary>
    public RedisKey Next { get; } = $"{prefix}next";

    /// <summary>Sorted set: id → when it may start, in milliseconds of the server's clock.</summary>
    public RedisKey Due { get; } = $"{prefix}due";

    /// <summary>Sorted set: id of what runs → end of its lease, in milliseconds of the server's clock.</summary>
    public RedisKey Leases { get; } = $"{prefix}leases";

    /// <summary>Hash: id of what runs → the token of whoever runs it.</summary>
    public RedisKey Owners { get; } = $"{prefix}owners";

    /// <summary>Sorted set: id → the version that it needs.</summary>
    public RedisKey Parked { get; } = $"{prefix}parked";

    /// <summary>Sorted set: id of a dead letter → when it died, in milliseconds of the server's clock. Until it is replayed or deleted.</summary>
    public RedisKey Dead { get; } = $"{prefix}dead";

    /// <summary>Hash: id → failed attempts and lost leases.</summary>
    public RedisKey Tries { get; } = $"{prefix}tries";

    /// <summary>Hash: id → what the last failed attempt said.</summary>
    public RedisKey Errors { get; } = $"{prefix}errors";

    /// <summary>Hash: id → what its handler last reported.</summary>
    public RedisKey Notes { get; } = $"{prefix}notes";

    /// <summary>Hash: id → the results of its steps.</summary>
    public RedisKey Steps { get; } = $"{prefix}steps";

    /// <summary>Hash: id of what runs → who wants it cancelled.</summary>
    public RedisKey Cancels { get; } = $"{prefix}cancels";

    /// <summary>Hash: counters, and whether the queue is paused. Stays.</summary>
    public RedisKey Stats { get; } = $"{prefix}stats";

    /// <summary>String: the last turn of a caller, and what it started. Expires ten minutes after.</summary>
    public RedisKey Turn(string caller) => $"{prefix}turn:{caller}";

    /// <summary>String: how an operation ended. Expires as whoever enqueued it has said.</summary>
    public RedisKey Outcome(string id) => $"{prefix}outcome:{id}";
}
