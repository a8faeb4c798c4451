using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Reads a bundle of PEM.</summary>
internal static class PemBundle
{
    public static X509Certificate2Collection? Trusted(SslBundle bundle) => Certificates(bundle, SslBundleTable.TrustCertificate);

    public static OwnCertificate? Own(SslBundle bundle)
    {
        bundle.Require(SslBundleTable.KeyCertificate, SslBundleTable.PrivateKey, SslBundleTable.PrivateKeyPassword);
        bundle.Require(SslBundleTable.PrivateKey, SslBundleTable.KeyCertificate);

        // Both, before giving up: one report tells of the two.
        var certificates = Certificates(bundle, SslBundleTable.KeyCertificate);
        var key = Key(bundle);
        if (certificates is null || key is null)
        {
            return null;
        }

        var first = certificates[0];
        certificates.RemoveAt(0);
        if (Pem.Join(first, key) is { } joined)
        {
            return new(joined, certificates, SslBundleTable.KeyCertificate);
        }

        bundle.Refuse(SslBundleTable.PrivateKey, new(
            $"It is not the key of '{first.Subject}', which is the first certificate of keystore.certificate.",
            "Name the key that belongs to it. The certificate that has the key comes first."));
        return null;
    }

    private static X509Certificate2Collection? Certificates(SslBundle bundle, Setting<TlsContent> setting)
    {
        if (bundle.Read(setting) is not { } content)
        {
            return null;
        }

        var certificates = Pem.ReadCertificates(content, out var complaint);
        if (certificates is null)
        {
            bundle.Refuse(setting, complaint!);
        }

        return certificates;
    }

    private static AsymmetricAlgorithm? Key(SslBundle bundle)
    {
        if (bundle.Read(SslBundleTable.PrivateKey) is not { } content)
        {
            return null;
        }

        var password = bundle.Values.Find(SslBundleTable.PrivateKeyPassword);
        var key = Pem.ReadKey(content, (string?)password?.Value, out var isEncrypted, out var complaint);
        if (key is null)
        {
            bundle.Refuse(isEncrypted && password is not null ? SslBundleTable.PrivateKeyPassword : SslBundleTable.PrivateKey, complaint!);
        }
        else if (!isEncrypted && password is not null)
        {
            bundle.Warn(SslBundleTable.PrivateKeyPassword, "has no effect, because the key is not encrypted.");
        }

        return key;
    }
}
