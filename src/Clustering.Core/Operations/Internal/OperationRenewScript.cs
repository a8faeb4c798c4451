using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-renew.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal sealed class OperationRenewScript(RedisConnection redis, OperationKeys keys, TimeSpan lease)
{
    private static readonly RedisScript Script = new("operation-renew.lua");

    private readonly RedisValue _lease = (long)lease.TotalMilliseconds;

    /// <summary>Extends leases, and waits for the answer on this very thread.</summary>
    /// <remarks>
    /// For the one thread that must not depend on the pool: the command is sent by this thread, the connection's own threads end its task, and nothing
    /// in between is left to the pool. <see cref="RedisConnection"/> needs the pool only to note the answer for itself.
    /// </remarks>
    /// <param name="handlers">What is to be extended of each handler; none of them empty.</param>
    /// <param name="limit">How long to wait at the most.</param>
    /// <returns>For each handler a digit for each: 1 = extended, 0 = lost, 2 = extended, and to be cancelled.</returns>
    /// <exception cref="ClusterUnavailableException">Nobody answered.</exception>
    public string[] Run(IReadOnlyList<(string Handler, RunningOperation[] Running)> handlers, TimeSpan limit)
    {
        var named = new List<RedisKey>();
        var values = new List<RedisValue> { _lease };
        foreach (var (handler, running) in handlers)
        {
            var queue = keys.Queue(handler);
            named.AddRange([queue.Leases, queue.Owners, queue.Cancels]);
            values.Add(running.Length);
            values.AddRange(running.Select(static one => (RedisValue)one.Id));
            values.AddRange(running.Select(static one => (RedisValue)one.Owner));
        }

        var reply = Wait(new Call([.. named], [.. values]), limit);
        return Array.ConvertAll((RedisValue[])reply!, static digits => digits.ToString());
    }

    private RedisResult Wait(Call call, TimeSpan limit)
    {
        var whole = redis.RunAsync(call, static (generation, call) => call.Send(generation), Script.Name, limit, CancellationToken.None);
        if (call.Reply is { } reply)
        {
            try
            {
                Task.WaitAny([reply, whole], limit);
                if (reply.IsCompletedSuccessfully)
                {
                    return reply.Result;
                }
            }
            catch (AggregateException)
            {
                // The whole says it better.
            }
        }

        // A server that does not know the script yet, or one that is failing over, or an answer that did not come: in words.
        try
        {
            return redis.RunAsync(Script, call.Keys, call.Values, limit, CancellationToken.None).WaitAsync(limit).GetAwaiter().GetResult();
        }
        catch (TimeoutException exception)
        {
            throw new ClusterUnavailableException("Leases could not be extended in time.", exception);
        }
    }

    private sealed class Call(RedisKey[] keys, RedisValue[] values)
    {
        public RedisKey[] Keys { get; } = keys;

        public RedisValue[] Values { get; } = values;

        public Task<RedisResult>? Reply { get; private set; }

        public Task<RedisResult> Send(RedisGeneration generation) => Reply = Script.SendAsync(generation.Database, Keys, Values);
    }
}
