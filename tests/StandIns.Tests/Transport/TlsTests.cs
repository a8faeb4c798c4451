using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clustering.Testing;
using StackExchange.Redis;

namespace StandIns.Tests.Transport;

public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("standins-tls-");
    private readonly X509Certificate2 _certificate = CreateCertificate();

    public static TheoryData<RedisProtocol> Protocols => Connect.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Tls_WithLargeValuesAndManyCommands_KeepsEveryByte(RedisProtocol protocol)
    {
        await using var server = await StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Options(server, protocol));
        var database = redis.GetDatabase();
        var value = RandomNumberGenerator.GetBytes(20_000_000);

        await database.StringSetAsync("v", value, TimeSpan.FromMinutes(1));
        var counts = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(_ => database.StringIncrementAsync("n")));

        var read = (byte[]?)await database.StringGetAsync("v");
        Assert.True(value.AsSpan().SequenceEqual(read));
        Assert.Equal(10_000, counts.Distinct().Count());
        await database.KeyDeleteAsync("n");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Tls_AfterTheServerWasKilled_Reconnects(RedisProtocol protocol)
    {
        await using var server = await StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Options(server, protocol));

        server.Kill();
        await LostConnection.EndsAsync(redis.GetDatabase().PingAsync());
        await server.RestartAsync();

        await Eventually.SucceedsAsync(() => redis.GetDatabase().StringSetAsync("after", 1, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Tls_WithACertificateNobodyAccepts_DoesNotConnect()
    {
        await using var server = await StartAsync();
        var options = Options(server, RedisProtocol.Resp3);
        options.ConnectRetry = 1;
        options.CertificateValidation += (_, _, _, _) => false;

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task<RedisServer> StartAsync()
    {
        var certificate = Path.Combine(_folder.FullName, "certificate.pem");
        var key = Path.Combine(_folder.FullName, "key.pem");
        await File.WriteAllTextAsync(certificate, _certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, _certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return await RedisServer.StartAsync(
            "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no");
    }

    private ConfigurationOptions Options(RedisServer server, RedisProtocol protocol)
    {
        var options = Connect.Impatient(server, protocol);
        options.SslHost = "localhost";
        options.CertificateValidation += (_, presented, _, _) => presented!.GetCertHashString() == _certificate.GetCertHashString();
        return options;
    }
}
