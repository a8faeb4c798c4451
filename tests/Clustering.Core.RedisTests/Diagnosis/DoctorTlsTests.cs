using System.Security.Cryptography.X509Certificates;
using Clustering.Core.RedisTests.Redis;
using Clustering.Core.RedisTests.Redis.Tls;
using Clustering.Diagnosis;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Tls;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>TLS where there should be none, none where there should be, and certificates that are refused.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorTlsTests(TlsRig rig) : IClassFixture<TlsRig>
{
    [Fact]
    public async Task ExamineAsync_WithACertificateOfATrustedRoot_Passes()
    {
        await using var server = await rig.StartAsync("no", [rig.Root.Issue("redis", ["localhost"])], "--appendonly", "yes");

        var diagnosis = await Doctor.ExamineAsync(Settings(server));

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Passed, "It speaks TLS, and its certificate is good for localhost.");
        diagnosis.AssertWell();
    }

    [Fact]
    public async Task ExamineAsync_WithACertificateThatTheMachineDoesNotTrust_NamesItsIssuer()
    {
        await using var server = await rig.StartAsync();

        var diagnosis = await Doctor.ExamineAsync(Settings(server) with { Tls = TlsSettings.Machine });

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Failed, "Its issuer 'CN=Shop root' is not trusted by this machine. Name a bundle");
        diagnosis.AssertEndsAt("redis.tls");
    }

    [Fact]
    public async Task ExamineAsync_WithACertificateOfAnotherName_NamesBoth()
    {
        await using var server = await rig.StartAsync("no", rig.Root.Issue("redis", ["redis-7.example.com"]));

        var diagnosis = await Doctor.ExamineAsync(Settings(server));

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Failed, "It is for 'redis-7.example.com', and not for 'localhost'. Connect by a name that it has");
    }

    [Fact]
    public async Task ExamineAsync_WithACertificateThatHasExpired_SaysSince()
    {
        await using var server = await rig.StartAsync("no", rig.Root.Issue("redis", ["localhost"], from: -9, until: -2));

        var diagnosis = await Doctor.ExamineAsync(Settings(server));

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Failed, "'CN=redis' expired on");
    }

    [Fact]
    public async Task ExamineAsync_WhereTheAppHasAHandInIt_DoesNotCallARefusedCertificateAFailure_NorGoOn()
    {
        await using var server = await rig.StartAsync("no", [rig.Root.Issue("redis", ["localhost"])], "--requirepass", "s3cr3t");
        var settings = Settings(server) with { Password = "s3cr3t", Tls = TlsSettings.Machine };

        var diagnosis = await Doctor.ExamineAsync(
            settings, options => options.CertificateValidation += (_, shown, _, _) => shown!.Subject == "CN=redis");

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Skipped, "The app's own ConfigureRedis may accept it");
        diagnosis.AssertEndsAt("redis.tls");
        Assert.Equal(ClusterFindingStatus.Passed, diagnosis.Status);
    }

    [Fact]
    public async Task ExamineAsync_WhereTheAppSaysWhomToTrust_TrustsThem()
    {
        await using var server = await rig.StartAsync();
        var authority = Path.Combine(rig.Folder.Path, "root.pem");

        var diagnosis = await Doctor.ExamineAsync(
            Settings(server) with { Tls = null },
            options =>
            {
                options.Ssl = true;
                options.SslHost = "localhost";
                options.SslClientAuthenticationOptions = host => new()
                {
                    TargetHost = host,
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(authority) },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                };
            });

        diagnosis.AssertFinding("redis.tls", ClusterFindingStatus.Passed, "good for localhost");
    }

    [Fact]
    public async Task ExamineAsync_WithoutTlsOfAServerThatSpeaksNothingElse_NamesTheSetting()
    {
        await using var server = await rig.StartAsync();

        var diagnosis = await Doctor.ExamineAsync(Settings(server) with { Tls = null });

        diagnosis.AssertFinding("redis.protocol", ClusterFindingStatus.Failed, "", "If it speaks TLS, set spring.data.redis.ssl.enabled to true.");
        diagnosis.AssertEndsAt("redis.protocol");
    }

    [Fact]
    public async Task ExamineAsync_InTlsOfAServerThatSpeaksNone_NamesTheSetting()
    {
        await using var server = await RedisServer.StartAsync();

        var diagnosis = await Doctor.ExamineInTimeAsync(Settings(server));

        diagnosis.AssertFinding(
            "redis.tls", ClusterFindingStatus.Failed, "TLS", "Perhaps this port is the one without TLS. If there is no other, set spring.data.redis.ssl.enabled to false.");
        diagnosis.AssertEndsAt("redis.tls");
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatWantsACertificateOfOurs_SaysWhereToNameOne()
    {
        await using var server = await rig.StartAsync("yes");

        var diagnosis = await Doctor.ExamineAsync(Settings(server));

        // In TLS 1.3 the greeting is over for us before the server says no.
        var failed = Assert.Single(diagnosis.Findings, finding => finding.Status == ClusterFindingStatus.Failed);
        Assert.Contains(failed.Check, new[] { "redis.tls", "redis.protocol" });
        Assert.Contains("It wants to be shown a certificate", failed.Found, StringComparison.Ordinal);
        Assert.Contains("Name one in the keystore of a bundle", failed.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamineAsync_OfSentinelsThatAreNotTrusted_FailsEvenWhereTheAppHasAHandInRedis()
    {
        await using var redis = await SentinelCluster.StartAsync(new() { Replicas = 0, Sentinels = 1, SentinelTls = true });
        var settings = new RedisSettings
        {
            Enabled = true,
            Sentinel = new(redis.MasterName, [new("localhost", redis.Sentinels[0].Port)]) { Tls = TlsSettings.Machine },
        };

        var diagnosis = await Doctor.ExamineAsync(settings, static options => options.KeepAlive = 10);

        diagnosis.AssertFinding("sentinel.tls", ClusterFindingStatus.Failed, "is not trusted by this machine");
    }

    private RedisSettings Settings(RedisServer server) =>
        TestConnection.Settings(server) with { Host = "localhost", Tls = new() { Bundle = "shop", Roots = [rig.Root.Certificate] } };
}
