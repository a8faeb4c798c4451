using Clustering.Testing;

namespace Clustering.Core.RedisTests.Redis.Tls;

/// <summary>Servers that want to be shown a certificate, and nodes that have the right one, another or none.</summary>
[OnlyOn("redis", "It starts servers with certificates of its own.")]
public sealed class TlsClientCertificateTests(TlsRig rig) : IClassFixture<TlsRig>
{
    private const string Trust = "pem.truststore.certificate=root.pem";

    [Theory]
    [InlineData($"{Trust};pem.keystore.certificate=client.pem;pem.keystore.private-key=client.key")]
    [InlineData($"{Trust};pem.keystore.certificate=client.pem;pem.keystore.private-key=client.key;pem.protocol=TLSv1.2")]
    [InlineData($"{Trust};pem.keystore.certificate=client.pem;pem.keystore.private-key=client-encrypted.key;pem.keystore.private-key-password=hush-hush")]
    [InlineData("jks.truststore.location=root.p12;jks.truststore.password=hush-hush;jks.keystore.location=client.p12;jks.keystore.password=hush-hush")]
    public async Task Start_WithACertificateTheServerBelieves_Connects(string bundle)
    {
        await using var server = await rig.StartAsync("yes");

        await using var node = await rig.StartNodeAsync(server, bundle);

        Assert.Null(node.Redis.Outage);
    }

    [Theory]
    [InlineData($"{Trust};pem.keystore.certificate=deep-client.pem;pem.keystore.private-key=deep-client.key")]
    [InlineData("jks.truststore.location=root.p12;jks.truststore.password=hush-hush;jks.keystore.location=deep-client.p12;jks.keystore.password=hush-hush")]
    public async Task Start_WithAChain_ShowsAllOfIt(string bundle)
    {
        // The server knows the root alone.
        await using var server = await rig.StartAsync("yes");

        await using var node = await rig.StartNodeAsync(server, bundle);

        Assert.Null(node.Redis.Outage);
    }

    [Theory]
    [InlineData(Trust)]
    [InlineData($"{Trust};pem.protocol=TLSv1.2")]
    public async Task Start_WithoutACertificate_IsRefusedAndSaysWhatIsMissing(string bundle)
    {
        await using var server = await rig.StartAsync("yes");

        var message = await rig.FailAsync(server, bundle);

        Assert.Contains("It wants to be shown a certificate", message, StringComparison.Ordinal);
        Assert.Contains("Name one in the keystore of a bundle", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"{Trust};pem.keystore.certificate=stranger.pem;pem.keystore.private-key=stranger.key")]
    [InlineData($"{Trust};pem.keystore.certificate=stranger.pem;pem.keystore.private-key=stranger.key;pem.protocol=TLSv1.2")]
    public async Task Start_WithACertificateOfAnotherAuthority_IsRefusedAndSaysWhich(string bundle)
    {
        await using var server = await rig.StartAsync("yes");

        var message = await rig.FailAsync(server, bundle);

        Assert.Contains("It refuses TLS with the certificate 'CN=stranger', issued by 'CN=Other root'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutACertificateWhereItIsOptional_Connects()
    {
        await using var server = await rig.StartAsync("optional");

        await using var node = await rig.StartNodeAsync(server, Trust);

        Assert.Null(node.Redis.Outage);
    }
}
