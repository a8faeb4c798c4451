using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-renew.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal sealed class OperationRenewScript(RedisConnection redis, OperationLeaseConnection connection, OperationKeys keys, TimeSpan lease)
{
    private static readonly RedisScript Script = new("operation-renew.lua");

    private readonly RedisValue _lease = (long)lease.TotalMilliseconds;

    /// <summary>Extends leases, and waits for the answer on this very thread.</summary>
    /// <remarks>For the one thread that must not depend on the pool.</remarks>
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

        var reply = Ask([.. named], [.. values], limit);
        return Array.ConvertAll((RedisValue[])reply!, static digits => digits.ToString());
    }

    // By the connection of its own; its threads end the task, and this one waits for that. Whatever goes wrong there is tried once more by the node's
    // connection, which says in words what is wrong, and waits while the primary moves.
    private RedisResult Ask(RedisKey[] named, RedisValue[] values, TimeSpan limit)
    {
        if (!redis.IsFailingOver && connection.Database is { } database && TryAsk(database, named, values, limit / 2) is { } reply)
        {
            return reply;
        }

        try
        {
            return redis.RunAsync(Script, named, values, limit, CancellationToken.None).WaitAsync(limit).GetAwaiter().GetResult();
        }
        catch (TimeoutException exception)
        {
            throw new ClusterUnavailableException("Leases could not be extended in time.", exception);
        }
    }

    private static RedisResult? TryAsk(IDatabaseAsync database, RedisKey[] named, RedisValue[] values, TimeSpan limit)
    {
        try
        {
            var reply = Script.SendAsync(database, named, values);
            return reply.Wait(limit) ? reply.Result : null;
        }
        catch (AggregateException exception) when (RedisScript.IsUnknownTo(exception.GetBaseException()))
        {
            var reply = Script.SendTextAsync(database, named, values);
            return Task.WaitAny([reply], limit) == 0 && reply.IsCompletedSuccessfully ? reply.Result : null;
        }
        catch (AggregateException)
        {
            return null;
        }
    }
}
