using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clustering.Testing;

/// <summary>An authority of the test's own, which issues whatever a test needs.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private readonly List<X509Certificate2> _issued = [];

    /// <summary>Makes a root, valid since ten days and for a year, or as told.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="until">When it ends.</param>
    public CertificateAuthority(string name = "Test root", DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        WithKey = Request(name, key, isAuthority: true).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), until ?? DateTimeOffset.UtcNow.AddDays(365));
        Certificate = X509CertificateLoader.LoadCertificate(WithKey.RawData);
    }

    private CertificateAuthority(X509Certificate2 withKey)
    {
        WithKey = withKey;
        Certificate = X509CertificateLoader.LoadCertificate(withKey.RawData);
    }

    /// <summary>Gets its own certificate, without the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Gets its own certificate, with the key.</summary>
    public X509Certificate2 WithKey { get; }

    /// <summary>Gets its own certificate as PEM.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>Makes an authority between this one and those it issues.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The authority. Dispose it.</returns>
    public CertificateAuthority Delegate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(Sign(Request(name, key, isAuthority: true), key, -9, 300));
    }

    /// <summary>Issues a certificate with its key, valid since yesterday and for 90 days, or as told.</summary>
    /// <param name="subject">Whom it is for.</param>
    /// <param name="names">Names and addresses of hosts.</param>
    /// <param name="from">From when it is valid, in days from now.</param>
    /// <param name="until">Until when, in days from now.</param>
    /// <param name="isRsa">Whether the key is RSA rather than of an elliptic curve.</param>
    /// <returns>The certificate, which goes when the authority does.</returns>
    public X509Certificate2 Issue(string subject, string[]? names = null, double from = -1, double until = 90, bool isRsa = false)
    {
        using AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(subject, key, isAuthority: false);
        if (names is not null)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names)
            {
                if (IPAddress.TryParse(name, out var address))
                {
                    alternatives.AddIpAddress(address);
                }
                else
                {
                    alternatives.AddDnsName(name);
                }
            }

            request.CertificateExtensions.Add(alternatives.Build());
        }

        var certificate = Sign(request, key, from, until);
        _issued.Add(certificate);
        return certificate;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        WithKey.Dispose();
        _issued.ForEach(certificate => certificate.Dispose());
    }

    private static CertificateRequest Request(string name, AsymmetricAlgorithm key, bool isAuthority)
    {
        var subject = new X500DistinguishedName($"CN={name}");
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    // Authorities have elliptic keys, whatever they sign.
    private X509Certificate2 Sign(CertificateRequest request, AsymmetricAlgorithm key, double from, double until)
    {
        using var signer = WithKey.GetECDsaPrivateKey()!;
        using var bare = request.Create(
            Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(signer),
            DateTimeOffset.UtcNow.AddDays(from),
            DateTimeOffset.UtcNow.AddDays(until),
            RandomNumberGenerator.GetBytes(8));
        return key is RSA rsa ? bare.CopyWithPrivateKey(rsa) : bare.CopyWithPrivateKey((ECDsa)key);
    }
}
