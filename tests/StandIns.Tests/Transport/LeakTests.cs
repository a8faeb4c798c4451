using System.Diagnostics;
using Clustering.Testing;
using StackExchange.Redis;

namespace StandIns.Tests.Transport;

public sealed class LeakTests
{
    [Fact]
    public async Task Connections_TwoHundredOpenedAndClosed_LeaveNothingBehind()
    {
        await using var server = await RedisServer.StartAsync();
        await using var watch = await server.ConnectAsync();
        await UseAsync(server, 10);
        await UntilOnlyTheWatchIsConnectedAsync(watch);
        Collect();
        var before = Measure();

        var multiplexers = await UseAsync(server, 200);
        await UntilOnlyTheWatchIsConnectedAsync(watch);

        await Eventually.SucceedsAsync(() =>
        {
            Collect();
            var after = Measure();

            // Each of them had two sockets and a hundred kilobytes. The runtime itself opens and starts a few things meanwhile, and
            // some thread's stack may still refer to the last multiplexer.
            Assert.InRange(multiplexers.Count(m => m.IsAlive), 0, 1);
            Assert.InRange(after.Descriptors, 0, before.Descriptors + 20);
            Assert.InRange(after.Threads, 0, before.Threads + 10);
            Assert.InRange(after.Bytes, 0, before.Bytes + 1_000_000);
            return Task.CompletedTask;
        });
    }

    private static async Task<List<WeakReference>> UseAsync(RedisServer server, int count)
    {
        var references = new List<WeakReference>();
        for (var i = 0; i < count; i++)
        {
            references.Add(await UseOneAsync(server, orderly: i % 2 == 0));
        }

        return references;
    }

    private static async Task<WeakReference> UseOneAsync(RedisServer server, bool orderly)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(server.Options());
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal("x"), (_, _) => { });
        await redis.GetDatabase().StringSetAsync("k", new byte[100_000], TimeSpan.FromMinutes(1));
        if (orderly)
        {
            await redis.CloseAsync();
        }

        await redis.DisposeAsync();
        return new WeakReference(redis);
    }

    private static Task UntilOnlyTheWatchIsConnectedAsync(IConnectionMultiplexer watch) => Eventually.TrueAsync(
        async () => (await watch.GetServers().Single().ClientListAsync()).Length == 2, "the watch's two connections are the only ones");

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static (int Descriptors, int Threads, long Bytes) Measure()
    {
        using var self = Process.GetCurrentProcess();
        var descriptors = OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : self.HandleCount;

        // Not GC.GetTotalMemory, which has been seen to be negative after so many large arrays.
        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return (descriptors, self.Threads.Count, heap.HeapSizeBytes - heap.FragmentedBytes);
    }
}
