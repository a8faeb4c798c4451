using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Redis.Tls;

/// <summary>Nodes that speak TLS to a real server, with bundles as users write them: whom they believe.</summary>
[OnlyOn("redis", "It starts servers with certificates of its own.")]
public sealed class TlsConnectionTests(TlsRig rig) : IClassFixture<TlsRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pem.truststore.certificate=root.pem")]
    [InlineData("pem.truststore.certificate=root.pem;pem.protocol=TLSv1.2")]
    [InlineData("pem.truststore.certificate=root.pem;pem.options.enabled-protocols=TLSv1.3")]
    [InlineData("jks.truststore.location=root.p12;jks.truststore.password=hush-hush")]
    public async Task Start_WithTheServersRoot_Connects(string bundle)
    {
        await using var server = await rig.StartAsync();

        await using var node = await rig.StartNodeAsync(server, bundle);

        await PingAsync(node);
    }

    [Fact]
    public async Task Start_WithTheRootOfAChain_Connects()
    {
        await using var server = await rig.StartAsync("no", rig.Between.Issue("redis", ["127.0.0.1"]), rig.Between.Certificate);

        await using var node = await rig.StartNodeAsync(server, "pem.truststore.certificate=root.pem");

        await PingAsync(node);
    }

    [Fact]
    public async Task Start_WithTheServersOwnSelfIssuedCertificate_Connects()
    {
        using var self = new CertificateAuthority("127.0.0.1");
        rig.Folder.WritePem("self.pem", self.Certificate);
        await using var server = await rig.StartAsync("no", self.WithKey);

        await using var node = await rig.StartNodeAsync(server, "pem.truststore.certificate=self.pem");

        await PingAsync(node);
    }

    [Fact]
    public async Task Start_WithAnotherRoot_IsRefusedAndSaysWhose()
    {
        await using var server = await rig.StartAsync();

        var message = await rig.FailAsync(server, "pem.truststore.certificate=other-root.pem");

        Assert.StartsWith(
            "The server's certificate 'CN=redis' is refused. Its issuer 'CN=Shop root' is not in the truststore of the bundle 'shop', " +
            "which has 'CN=Other root'. Add the issuer's root",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithTheMachinesRoots_IsRefusedAndSaysHowToNameABundle()
    {
        await using var server = await rig.StartAsync();

        var message = await rig.FailAsync(server, "");

        Assert.Contains("Its issuer 'CN=Shop root' is not trusted by this machine. Name a bundle", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BundleWithoutATruststore_IsRefusedAndSaysSo()
    {
        await using var server = await rig.StartAsync();

        var message = await rig.FailAsync(server, "pem.keystore.certificate=client.pem;pem.keystore.private-key=client.key");

        Assert.Contains("Give the bundle 'shop' a truststore with the issuer's root.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithARootOfTheSameName_IsRefused()
    {
        using var impostor = new CertificateAuthority("Shop root");
        await using var server = await rig.StartAsync("no", impostor.Issue("redis", ["127.0.0.1"]), impostor.Certificate);

        var message = await rig.FailAsync(server, "pem.truststore.certificate=root.pem");

        Assert.Contains("The server's certificate 'CN=redis' is refused.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ChainThatTheServerDoesNotSend_IsRefused()
    {
        await using var server = await rig.StartAsync("no", rig.Between.Issue("redis", ["127.0.0.1"]));

        var message = await rig.FailAsync(server, "pem.truststore.certificate=root.pem");

        Assert.Contains("Its issuer 'CN=Shop intermediate' is not in the truststore", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis-1.example.com,10.1.2.3", "It is for 'redis-1.example.com', '10.1.2.3', and not for '127.0.0.1'.")]
    [InlineData(null, "It is for 'redis', and not for '127.0.0.1'.")]
    public async Task Start_CertificateForAnotherHost_IsRefusedAndSaysForWhich(string? names, string reason)
    {
        await using var server = await rig.StartAsync("no", rig.Root.Issue("redis", names?.Split(',')));

        var message = await rig.FailAsync(server, "pem.truststore.certificate=root.pem");

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ExpiredCertificate_IsRefusedAndSaysSinceWhen()
    {
        await using var server = await rig.StartAsync("no", rig.Root.Issue("redis", ["127.0.0.1"], from: -3, until: -1));

        var message = await rig.FailAsync(server, "pem.truststore.certificate=root.pem");

        Assert.Contains("'CN=redis' expired on", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortWithoutTls_IsRefusedAndSaysSo()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Redis);

        var message = await rig.FailAsync(server, "", patience: "500ms");

        Assert.Contains("Perhaps this port is the one without TLS.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_VersionThatTheServerDoesNotSpeak_IsRefused()
    {
        await using var server = await rig.StartAsync("no", [rig.Root.Issue("redis", ["127.0.0.1"])], "--tls-protocols", "TLSv1.3");

        await rig.FailAsync(server, "pem.truststore.certificate=root.pem;pem.protocol=TLSv1.2");
        await using var node = await rig.StartNodeAsync(server, "pem.truststore.certificate=root.pem;pem.protocol=TLSv1.3");

        await PingAsync(node);
    }

    [Fact]
    public async Task Server_ThatWasKilled_IsFoundAgain()
    {
        await using var server = await rig.StartAsync("yes");
        await using var node = await rig.StartNodeAsync(
            server, "pem.truststore.certificate=root.pem;pem.keystore.certificate=client.pem;pem.keystore.private-key=client.key");

        server.Kill();
        await Eventually.TrueAsync(() => node.Redis.Outage is not null, "the outage is noticed");
        await server.RestartAsync();

        await Eventually.TrueAsync(() => node.Redis.Outage is null, "the node is back");
        await PingAsync(node);
    }

    [Fact]
    public async Task ConfigureRedis_WithAValidationOfTheApps_HasTheLastWord()
    {
        await using var server = await rig.StartAsync();

        await using var node = await rig.StartNodeAsync(
            server,
            "pem.truststore.certificate=other-root.pem",
            cluster => cluster.ConfigureRedis(options => options.CertificateValidation += (_, certificate, _, _) => certificate?.Subject == "CN=redis"));

        await PingAsync(node);
    }

    [Fact]
    public async Task ConfigureRedis_ThatChecksRevocation_HasTheLastWord()
    {
        await using var server = await rig.StartAsync();

        var message = await rig.FailAsync(
            server, "pem.truststore.certificate=root.pem", cluster => cluster.ConfigureRedis(options => options.CheckCertificateRevocation = true));

        Assert.Contains("RevocationStatusUnknown", message, StringComparison.Ordinal);
    }

    private static Task<TimeSpan> PingAsync(TestNode node) => node.Redis.RunAsync(
        0, static (generation, _) => generation.Database.PingAsync(), "ping", TimeSpan.FromSeconds(10), Cancel);
}
