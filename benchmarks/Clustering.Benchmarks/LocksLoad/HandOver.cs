using System.Diagnostics;
using Clustering.Locks;
using StackExchange.Redis;

namespace Clustering.Benchmarks.LocksLoad;

/// <summary>From a node that lets go to the code behind the lock on another; and beside it a message that does nothing else.</summary>
internal sealed class HandOver(LocksNode from, LocksNode to)
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("benchmark");

    public async Task<double[]> LocksAsync(int times)
    {
        var took = new double[times];
        for (var i = 0; i < times; i++)
        {
            var held = await from.Locks.AcquireAsync("hand-over");
            var waiting = TakenAtAsync(to.Locks);
            await UntilWaitingAsync();
            var began = Stopwatch.GetTimestamp();
            await held.ReleaseAsync();
            took[i] = Stopwatch.GetElapsedTime(began, await waiting).TotalMicroseconds;
        }

        return took;
    }

    public async Task<double[]> MessagesAsync(int times)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = await to.Connection.GetSubscriber().SubscribeAsync(Channel);
        queue.OnMessage(_ => Volatile.Read(ref arrived).SetResult());
        var took = new double[times];
        for (var i = 0; i < times; i++)
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref arrived, next);
            var waiting = ArrivedAtAsync(next.Task);
            await UntilWaitingAsync(); // The same pause as above, so that threads are as awake.
            var began = Stopwatch.GetTimestamp();
            await from.Connection.GetSubscriber().PublishAsync(Channel, "x");
            took[i] = Stopwatch.GetElapsedTime(began, await waiting).TotalMicroseconds;
        }

        await queue.UnsubscribeAsync();
        return took;
    }

    private static async Task<long> TakenAtAsync(IClusterLocks locks)
    {
        await using var held = await locks.AcquireAsync("hand-over");
        return Stopwatch.GetTimestamp();
    }

    private static async Task<long> ArrivedAtAsync(Task message)
    {
        await message;
        return Stopwatch.GetTimestamp();
    }

    private async Task UntilWaitingAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await to.Connection.GetDatabase().PingAsync(); // Behind the asking, on the same wire.
        }
    }
}
