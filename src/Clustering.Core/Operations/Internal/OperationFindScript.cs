using System.Globalization;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-find.lua</c>.</summary>
internal sealed class OperationFindScript(RedisConnection redis, OperationKeys keys)
{
    private const int Fields = 8;

    private static readonly RedisScript Script = new("operation-find.lua");

    public async Task<OperationStatus?> FindAsync(string handler, string id, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(handler, id, ["", "", id], cancellationToken).ConfigureAwait(false);
        if (reply.Length > 1)
        {
            return Read(reply.AsSpan(1));
        }

        // '+' and the result, or 'x' and who cancelled it.
        return (byte[]?)reply[0] is { Length: > 0 } outcome
            ? outcome[0] == '+'
                ? new() { Id = id, State = OperationState.Completed, Result = outcome.AsMemory(1) }
                : new() { Id = id, State = OperationState.Cancelled, Error = ((string)reply[0]!)[1..] }
            : null;
    }

    public async Task<IReadOnlyList<OperationStatus>> ListDeadAsync(string handler, int skip, int take, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(handler, "", [skip, skip + take - 1], cancellationToken).ConfigureAwait(false);
        var found = new List<OperationStatus>(take);
        for (var at = 1; at < reply.Length; at += Fields)
        {
            found.Add(Read(reply.AsSpan(at)));
        }

        return found;
    }

    private async Task<RedisValue[]> RunAsync(string handler, string id, RedisValue[] values, CancellationToken cancellationToken)
    {
        var queue = keys.Queue(handler);
        RedisKey[] named =
            [queue.Jobs, queue.Due, queue.Owners, queue.Parked, queue.Dead, queue.Tries, queue.Errors, queue.Notes, queue.Outcome(id)];
        return (RedisValue[])(await redis.RunAsync(Script, named, values, redis.Timeout, cancellationToken).ConfigureAwait(false))!;
    }

    private static OperationStatus Read(ReadOnlySpan<RedisValue> fields)
    {
        var envelope = OperationEnvelope.Read((byte[])fields[3]!);
        var (failed, lost) = OperationTries.Parse(fields[5]);
        return new()
        {
            Id = fields[0]!,
            State = fields[1].ToString() switch
            {
                "running" => OperationState.Running,
                "dead" => OperationState.Dead,
                "scheduled" => OperationState.Scheduled,
                "parked" => OperationState.Parked,
                _ => OperationState.Queued,
            },
            Type = envelope.Type,
            OrderKey = envelope.Key,
            EnqueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(envelope.Created),
            Since = fields[2].IsNullOrEmpty ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)double.Parse(fields[2].ToString(), CultureInfo.InvariantCulture)),
            NodeId = fields[4].IsNullOrEmpty ? null : fields[4].ToString().Split(' ')[1],
            FailedAttempts = failed,
            LostLeases = lost,
            Error = fields[6].IsNullOrEmpty ? null : fields[6].ToString(),
            Progress = fields[7].IsNullOrEmpty ? null : fields[7].ToString(),
            Payload = envelope.Payload,
        };
    }
}
