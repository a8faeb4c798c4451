using System.Collections.Concurrent;
using Clustering.Testing;
using StackExchange.Redis;

namespace StandIns.Tests.Transport;

public sealed class ReconnectTests
{
    public static TheoryData<RedisProtocol> Protocols => Connect.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Kill_UnderLoadThreeTimes_EveryCallEndsAndCommandsAndSubscriptionsComeBack(RedisProtocol protocol)
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Connect.Impatient(server, protocol));
        var failures = new ConcurrentQueue<ConnectionFailureType>();
        redis.ConnectionFailed += (_, failure) => failures.Enqueue(failure.FailureType);
        var database = redis.GetDatabase();
        var received = 0;
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal("c"), (_, _) => Interlocked.Increment(ref received));

        for (var round = 0; round < 3; round++)
        {
            var done = 0;
            var callers = Enumerable.Range(0, 20).Select(_ => CallForeverAsync(() => Interlocked.Increment(ref done))).ToArray();
            await Eventually.TrueAsync(() => Volatile.Read(ref done) > 1000, "the load runs");

            server.Kill();
            foreach (var caller in callers)
            {
                await LostConnection.EndsAsync(caller);
            }

            await server.RestartAsync();
            await Eventually.SucceedsAsync(() => database.StringSetAsync("k", round, TimeSpan.FromMinutes(1)));
            Assert.Equal(round, (int)await database.StringGetAsync("k"));

            Volatile.Write(ref received, 0);
            await Eventually.SucceedsAsync(async () =>
            {
                await redis.GetSubscriber().PublishAsync(RedisChannel.Literal("c"), "m");
                Assert.True(Volatile.Read(ref received) > 0);
            });
        }

        // InternalFailure is what StackExchange.Redis calls a transport that breaks while it writes.
        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.True(
            failure is ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure or ConnectionFailureType.UnableToConnect
                or ConnectionFailureType.InternalFailure,
            $"{failure}"));

        async Task CallForeverAsync(Action counted)
        {
            while (true)
            {
                await database.StringIncrementAsync("n");
                counted();
            }
        }
    }

    [Fact]
    public async Task Connect_WhereNobodyListensOrNobodyAnswers_Fails()
    {
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", FreePort.Next() } }, ConnectTimeout = 1000, ConnectRetry = 1 };
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));

        await using var mute = new TcpProxy(SharedRedis.Port) { Blackhole = true };
        options.EndPoints.Clear();
        options.EndPoints.Add(mute.EndPoint);
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
    }
}
