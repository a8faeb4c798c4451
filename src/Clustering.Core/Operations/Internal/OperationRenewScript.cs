using System.Net.Sockets;
using System.Security.Authentication;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-renew.lua</c>: the only place that knows the order of its keys and arguments.</summary>
/// <remarks>
/// It waits for the answer on the calling thread, which is the one of <see cref="OperationLeases"/> and depends on nobody. The node's connection is asked first. It sends and
/// receives by threads of the pool; so if nothing comes within a third of the time, the wire of this thread is asked, which needs none. Extended twice is extended once.
/// </remarks>
internal sealed class OperationRenewScript(RedisConnection redis, OperationLeaseWire wire, OperationKeys keys, TimeSpan lease)
{
    private static readonly RedisScript Script = new("operation-renew.lua");

    private readonly RedisValue _lease = (long)lease.TotalMilliseconds;

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

        var generation = redis.Current;
        var asked = redis.RunAsync(Script, [.. named], [.. values], limit, CancellationToken.None);
        if (Task.WaitAny([asked], limit / 3) == 0 && asked.IsCompletedSuccessfully)
        {
            return Array.ConvertAll((RedisValue[])asked.Result!, static digits => digits.ToString());
        }

        // Whatever becomes of it; the other answers first, or fails too. To the connection, a pool that is busy looks as a Redis that is away.
        _ = asked.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return generation is not null && !redis.IsFailingOver && redis.OwnsConnection
            ? AskByWire(generation, named, values, limit / 2)
            : throw new ClusterUnavailableException("Leases could not be extended in time.");
    }

    private string[] AskByWire(RedisGeneration generation, List<RedisKey> named, List<RedisValue> values, TimeSpan limit)
    {
        try
        {
            return wire.Ask(
                generation.Multiplexer.GetEndPoints()[0], limit, ["EVAL", Script.Text, named.Count, .. named.Select(static key => (RedisValue)key.ToString()), .. values]);
        }
        catch (Exception exception) when (exception is IOException or SocketException or RedisServerException or AuthenticationException or InvalidDataException or ObjectDisposedException)
        {
            wire.Dispose();
            throw new ClusterUnavailableException($"Leases could not be extended in time, nor by a wire of their own: {exception.Message}", exception);
        }
    }
}
