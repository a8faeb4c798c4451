using Clustering.Testing;

namespace Clustering.Core.RedisTests.Redis.Tls;

/// <summary>Real sentinels, with TLS for Redis, for them, or for both: a node finds the primary, and the next one.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class TlsFailoverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task Failover_WithTls_IsFollowed(bool redis, bool sentinels, bool hostnames)
    {
        await using var rig = await SentinelCluster.StartAsync(
            new() { Replicas = 1, RedisTls = redis, SentinelTls = sentinels, Hostnames = hostnames });
        await using var node = await TestNode.StartAsync(rig.Settings(ClusterNames.New()), null, ("Clustering:Startup", "Fail"));
        Assert.All(node.Log.Of(100), warning => Assert.Contains("older spelling", warning.Message, StringComparison.Ordinal));
        var former = await rig.PrimaryAsync();
        await WriteAsync(node);

        await rig.FailoverAsync();
        var primary = await rig.WaitForPrimaryAsync(former);

        await Eventually.TrueAsync(() => node.Redis.Current?.EndPoint == primary.EndPoint, "the node is connected to the new primary");
        await WriteAsync(node);
    }

    [Fact]
    public async Task Start_WithSentinelsThatAreNotTrusted_FailsAndSaysWhy()
    {
        using var folder = new CertificateFolder();
        using var other = new CertificateAuthority("Other root");
        await using var rig = await SentinelCluster.StartAsync(new() { Replicas = 0, Sentinels = 1, RedisTls = true, SentinelTls = true });

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => TestNode.StartAsync(
            rig.Settings(ClusterNames.New()),
            null,
            ("Clustering:Startup", "Fail"),
            ("spring.redis.sentinel.ssl.bundle", "other"),
            ("spring.ssl.bundle.pem.other.truststore.certificate", folder.WritePem("other.pem", other.Certificate))));

        Assert.Contains(
            "The server's certificate 'CN=localhost' is refused. Its issuer 'CN=test authority' is not in the truststore of the bundle 'other'",
            exception.InnerException!.Message,
            StringComparison.Ordinal);
    }

    private static Task<bool> WriteAsync(TestNode node) => node.Redis.RunAsync(
        0, static (generation, _) => generation.Database.StringSetAsync("k", "v", TimeSpan.FromMinutes(1)), "write", TimeSpan.FromSeconds(20), Cancel);
}
