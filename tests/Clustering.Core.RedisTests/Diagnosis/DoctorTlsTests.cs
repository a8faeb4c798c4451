using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Redis.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>TLS where there should be none, none where there should be, and certificates that are refused.</summary>
public sealed class DoctorTlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clustering-doctor-tls-");
    private readonly List<X509Certificate2> _certificates = [];

    [Fact]
    public async Task ExamineAsync_WithACertificateThatTheAppTrusts_Passes()
    {
        await using var server = await StartAsync(Certificate("localhost"), "--appendonly", "yes");

        var diagnosis = await Doctor.ExamineAsync(Settings(server), Trust(_certificates[0]));

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Passed, "its certificate is good for localhost");
        diagnosis.AssertWell();
    }

    [Fact]
    public async Task ExamineAsync_WithACertificateThatNobodyTrusts_NamesItsIssuer()
    {
        await using var server = await StartAsync(Certificate("localhost"));

        var diagnosis = await Doctor.ExamineAsync(Settings(server));

        diagnosis.AssertFinding(
            "redis.tls", ClusterFindingStatus.Failed, "Its certificate was issued by 'CN=localhost', which nobody here trusts.", "spring.data.redis.ssl.bundle");
        diagnosis.AssertEndsAt("redis.tls");
    }

    [Fact]
    public async Task ExamineAsync_WithACertificateOfAnotherName_NamesBoth()
    {
        await using var server = await StartAsync(Certificate("redis-7.example.com"));

        var diagnosis = await Doctor.ExamineAsync(Settings(server), Trust(_certificates[0]), isCustomized: false);

        diagnosis.AssertFinding(
            "redis.tls", ClusterFindingStatus.Failed, "Its certificate is for redis-7.example.com, not for localhost.", "Connect by a name that is in the certificate");
    }

    [Fact]
    public async Task ExamineAsync_WithACertificateThatHasExpired_SaysSince()
    {
        await using var server = await StartAsync(Certificate("localhost", expired: true));

        var diagnosis = await Doctor.ExamineAsync(Settings(server), Trust(_certificates[0]), isCustomized: false);

        var end = _certificates[0].NotAfter.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Failed, $"to {end}.", "Renew it");
    }

    [Fact]
    public async Task ExamineAsync_WhereTheAppHasAHandInIt_DoesNotCallARefusedCertificateAFailure_NorGoOn()
    {
        await using var server = await StartAsync(Certificate("localhost"), "--requirepass", "s3cr3t");
        var settings = Settings(server) with { Password = "s3cr3t" };

        var diagnosis = await Doctor.ExamineAsync(
            settings, options => options.CertificateValidation += (_, shown, _, _) => shown!.GetCertHashString() == _certificates[0].GetCertHashString());

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Skipped, "The app's own ConfigureRedis may accept it", "Trust its issuer");
        diagnosis.AssertEndsAt("redis.tls");
        Assert.Equal(ClusterFindingStatus.Passed, diagnosis.Status);
    }

    [Fact]
    public async Task ExamineAsync_WithoutTlsOfAServerThatSpeaksNothingElse_NamesTheSetting()
    {
        await using var server = await StartAsync(Certificate("localhost"));

        var diagnosis = await Doctor.ExamineAsync(Settings(server) with { Ssl = false });

        diagnosis.AssertFinding("redis.protocol", ClusterFindingStatus.Failed, "", "If it speaks TLS, set spring.data.redis.ssl.enabled to true.");
        diagnosis.AssertEndsAt("redis.protocol");
    }

    [Fact]
    public async Task ExamineAsync_InTlsOfAServerThatSpeaksNone_NamesTheSetting()
    {
        await using var server = await RedisServer.StartAsync();

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Ssl = true });

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Failed, "TLS", "If it speaks no TLS, set spring.data.redis.ssl.enabled to false");
        diagnosis.AssertEndsAt("redis.tls");
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatWantsACertificateOfOurs_SaysWhereToNameOne()
    {
        await using var server = await StartAsync(Certificate("localhost"), "--tls-auth-clients", "yes");

        var diagnosis = await Doctor.ExamineAsync(Settings(server), Trust(_certificates[0]));

        // In TLS 1.3 the handshake is over for us before the server refuses.
        var failed = Assert.Single(diagnosis.Findings, finding => finding.Status == ClusterFindingStatus.Failed);
        Assert.Contains(failed.Check, new[] { "redis.tls", "redis.protocol" });
        Assert.True(failed.Check == "redis.tls" || failed.Remedy!.Contains("spring.data.redis.ssl.bundle", StringComparison.Ordinal), $"{failed}");
    }

    public void Dispose()
    {
        _certificates.ForEach(certificate => certificate.Dispose());
        _folder.Delete(recursive: true);
    }

    private static RedisSettings Settings(RedisServer server) => TestConnection.Settings(server) with { Host = "localhost", Ssl = true };

    // As settings that name certificates do it: nothing that the app would decide by itself.
    private static Action<ConfigurationOptions> Trust(X509Certificate2 certificate) => options => options.SslClientAuthenticationOptions = host => new()
    {
        TargetHost = host,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    private X509Certificate2 Certificate(string name, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        _certificates.Add(request.CreateSelfSigned(now.AddDays(-9), now.AddDays(expired ? -2 : 2)));
        return _certificates[^1];
    }

    private async Task<RedisServer> StartAsync(X509Certificate2 certificate, params string[] more)
    {
        var file = Path.Combine(_folder.FullName, "certificate.pem");
        var key = Path.Combine(_folder.FullName, "key.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return await RedisServer.StartAsync(
            ["--tls-cert-file", file, "--tls-key-file", key, "--tls-ca-cert-file", file, "--tls-auth-clients", "no", .. more]);
    }
}
