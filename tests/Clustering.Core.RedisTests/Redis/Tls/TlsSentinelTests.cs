using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Tls;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis.Tls;

/// <summary>The TLS of the sentinels is theirs: the connection to one never takes that of Redis.</summary>
[OnlyOn("redis", "It starts servers with certificates of its own.")]
public sealed class TlsSentinelTests(TlsRig rig) : IClassFixture<TlsRig>
{
    [Fact]
    public async Task Connect_WithTheSentinelsRoot_Connects()
    {
        await using var server = await rig.StartAsync();

        await using var multiplexer = await ConnectAsync(server, redis: Trusting(rig.Other.Certificate), sentinel: Trusting(rig.Root.Certificate));

        await Eventually.TrueAsync(() => multiplexer.IsConnected, "the sentinel answers");
    }

    [Fact]
    public async Task Connect_WithoutTlsWhileRedisHasIt_Connects()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Redis);

        await using var multiplexer = await ConnectAsync(server, redis: Trusting(rig.Root.Certificate), sentinel: null);

        await Eventually.TrueAsync(() => multiplexer.IsConnected, "the sentinel answers");
    }

    [Fact]
    public async Task Ask_WithAnotherRoot_FailsAndSaysWhose()
    {
        await using var server = await rig.StartAsync();
        await using var multiplexer = await ConnectAsync(server, redis: Trusting(rig.Root.Certificate), sentinel: Trusting(rig.Other.Certificate));

        // While an attempt is under way, the exception does not tell how the one before ended.
        await Eventually.SucceedsAsync(async () =>
        {
            var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => multiplexer.GetServers()[0].PingAsync());
            Assert.Contains("Its issuer 'CN=Shop root' is not in the truststore", exception.ToString(), StringComparison.Ordinal);
        });
    }

    private static TlsSettings Trusting(X509Certificate2 root) => new() { Bundle = "shop", Roots = [root] };

    private static Task<ConnectionMultiplexer> ConnectAsync(RedisServer server, TlsSettings? redis, TlsSettings? sentinel)
    {
        var address = new HostAndPort("127.0.0.1", server.Port);
        var sentinels = new SentinelSettings("m", [address]) { Tls = sentinel };
        var settings = TestConnection.Settings(server) with { Tls = redis, Sentinel = sentinels };
        return ConnectionMultiplexer.ConnectAsync(new RedisClientOptions(settings, "test", []).CreateForSentinel(address, sentinels));
    }
}
