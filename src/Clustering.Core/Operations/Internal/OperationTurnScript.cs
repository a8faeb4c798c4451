using System.Globalization;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-turn.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal sealed class OperationTurnScript(
    RedisConnection redis, OperationKeys keys, RedisKey fence, OperationChannel channel, NodeIdentity identity, TimeSpan lease)
{
    private const int FixedValues = 12, ValuesOfDone = 3, ValuesOfAct = 6;

    private static readonly RedisScript Script = new("operation-turn.lua");
    private static readonly RedisValue[] Verbs = [.. Enum.GetNames<OperationVerb>().Select(static name => (RedisValue)LowerCase(name))];
    private static readonly RedisValue[] Policies = [.. Enum.GetNames<OrderPolicy>().Select(static name => (RedisValue)LowerCase(name))];
    private static readonly RedisValue NoOutcome = "0";

    private readonly RedisValue _lease = (long)lease.TotalMilliseconds;

    public async Task<OperationTurnReply> RunAsync(OperationTurn turn, CancellationToken cancellationToken)
    {
        var queue = keys.Queue(turn.Handler);
        List<RedisKey> named =
        [
            queue.Jobs, queue.Ready[0], queue.Ready[1], queue.Ready[2], queue.Lines, queue.Next, queue.Due, queue.Leases, queue.Owners, queue.Parked,
            queue.Dead, queue.Tries, queue.Errors, queue.Notes, queue.Steps, queue.Cancels, queue.Stats, fence, queue.Turn(turn.Caller),
        ];
        var (at, values) = (FixedValues, new RedisValue[FixedValues + (turn.Done.Count * ValuesOfDone) + (turn.Acts.Count * ValuesOfAct)]);
        values[0] = turn.Number;
        values[1] = identity.Id;
        values[2] = turn.Start;
        values[3] = _lease;
        values[4] = turn.Version.ToString("0000", CultureInfo.InvariantCulture);
        values[5] = turn.MaxLostLeases;
        values[6] = turn.MostInCluster;
        values[7] = Policies[(int)turn.Policy];
        values[8] = channel.Name;
        values[9] = OperationChannel.Topic;
        values[10] = turn.Handler;
        values[11] = turn.Done.Count;
        foreach (var done in turn.Done)
        {
            (values[at], values[at + 1], values[at + 2]) = (done.Id, done.Owner, done.Key);
            at += ValuesOfDone;
        }

        foreach (var act in turn.Acts)
        {
            values[at] = Verbs[(int)act.Verb];
            values[at + 1] = act.Id;
            values[at + 2] = act.Owner;
            values[at + 3] = act.HasOutcome ? Declare(named, queue.Outcome(act.Id)) : NoOutcome;
            var hasDelay = act.Verb is OperationVerb.Retry or OperationVerb.Die;
            values[at + 4] = hasDelay ? act.Delay : act.Value;
            values[at + 5] = hasDelay ? act.Value : RedisValue.EmptyString;
            at += ValuesOfAct;
        }

        var reply = (RedisResult[])(await redis.RunAsync(Script, [.. named], values, redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        var next = (long)reply[1];
        var started = new StartedOperation[(reply.Length - 5) / 3];
        for (var i = 0; i < started.Length; i++)
        {
            var (failed, lost) = OperationTries.Parse((string?)reply[(i * 3) + 7]);
            started[i] = new((string)reply[(i * 3) + 5]!, (byte[])reply[(i * 3) + 6]!, failed, lost);
        }

        return new(next < 0 ? null : TimeSpan.FromMilliseconds(next), (long)reply[2], (string?)reply[3] ?? "", (string?)reply[4] ?? "", started);
    }

    private static RedisValue Declare(List<RedisKey> named, RedisKey key)
    {
        named.Add(key);
        return named.Count;
    }

    // Verbs are identifiers of the script, and in lower case there.
    private static string LowerCase(string name) => string.Concat(name.Select(char.ToLowerInvariant));
}
