using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>An authority of the test's own, and a certificate of it for <c>localhost</c>, as files that Redis reads.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly CertificateAuthority _authority;
    private readonly bool _isOwn;

    /// <summary>Makes both.</summary>
    /// <param name="folder">Where the files are put.</param>
    public TestCertificates(string folder)
        : this(folder, new CertificateAuthority("test authority")) => _isOwn = true;

    /// <summary>Makes a certificate of an authority that others share.</summary>
    /// <param name="folder">Where the files are put.</param>
    /// <param name="authority">The authority, which is not disposed here.</param>
    public TestCertificates(string folder, CertificateAuthority authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        _authority = authority;
        AuthorityFile = Path.Combine(folder, "authority.pem");
        CertificateFile = Path.Combine(folder, "certificate.pem");
        KeyFile = Path.Combine(folder, "key.pem");

        var certificate = _authority.Issue("localhost", ["localhost", "127.0.0.1", "::1"]);
        using var key = CertificateFolder.KeyOf(certificate);
        File.WriteAllText(AuthorityFile, _authority.Pem);
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
    public void Dispose()
    {
        if (_isOwn)
        {
            _authority.Dispose();
        }
    }

    internal SslClientAuthenticationOptions ClientOptions(string host) => new()
    {
        TargetHost = host,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _authority.Certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
