using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>The certificate authority of this test process: it vouches for the servers that speak TLS.</summary>
public static class TestAuthority
{
    private static readonly Lazy<X509Certificate2> Root = new(CreateRoot);
    private static readonly Lazy<(string Certificate, string Key)> Server = new(CreateServer);

    /// <summary>Makes a connection trust the tests' servers, and no others. Has no effect without TLS.</summary>
    /// <param name="options">The connection's options.</param>
    public static void Trust(ConfigurationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Ssl)
        {
            options.TrustIssuer(Root.Value);
        }
    }

    /// <summary>Writes the certificate of a server at 127.0.0.1 or <c>localhost</c>, its key, and the authority's certificate.</summary>
    internal static async Task WriteAsync(string certificatePath, string keyPath, string authorityPath)
    {
        await File.WriteAllTextAsync(certificatePath, Server.Value.Certificate);
        await File.WriteAllTextAsync(keyPath, Server.Value.Key);
        await File.WriteAllTextAsync(authorityPath, Root.Value.ExportCertificatePem());
    }

    /// <summary>For connections of the rig to a server that it has started itself, whatever the server's certificate.</summary>
    internal static bool AcceptAny(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null;

    private static X509Certificate2 CreateRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Clustering tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static (string Certificate, string Key) CreateServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.Create(
            Root.Value, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
