using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>An authority of the test's own, and a certificate of it for <c>localhost</c>, as files that Redis reads.</summary>
public sealed class TestCertificates : IDisposable
{
    // Nobody is to be warned that they expire soon.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly X509Certificate2 _authority;

    /// <summary>Makes both.</summary>
    /// <param name="folder">Where the files are put.</param>
    public TestCertificates(string folder)
    {
        AuthorityFile = Path.Combine(folder, "authority.pem");
        CertificateFile = Path.Combine(folder, "certificate.pem");
        KeyFile = Path.Combine(folder, "key.pem");

        _authority = CreateAuthority();
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue(key);
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Gets the file of the authority's certificate: what a client has to trust.</summary>
    public string AuthorityFile { get; }

    /// <summary>Gets the file of the server's certificate.</summary>
    public string CertificateFile { get; }

    /// <summary>Gets the file of the server's key.</summary>
    public string KeyFile { get; }

    /// <summary>Makes a client speak TLS and trust the authority.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="host">The host that the certificate must name.</param>
    public void Use(ConfigurationOptions options, string host = "localhost")
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Ssl = true;
        options.SslHost = host;
        options.TrustIssuer(AuthorityFile);
    }

    /// <inheritdoc/>
    public void Dispose() => _authority.Dispose();

    internal SslClientAuthenticationOptions ClientOptions(string host) => new()
    {
        TargetHost = host,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _authority },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Lifetime);
    }

    private X509Certificate2 Issue(ECDsa key)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(_authority, _authority.NotBefore, _authority.NotAfter, serialNumber: [1]);
    }
}
