using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Reads a bundle of PKCS12 files.</summary>
internal static class Pkcs12Bundle
{
    public static X509Certificate2Collection? Trusted(SslBundle bundle)
    {
        bundle.Require(SslBundleTable.TrustLocation, SslBundleTable.TrustPassword, SslBundleTable.TrustType);
        return Read(bundle, SslBundleTable.TrustLocation, SslBundleTable.TrustPassword);
    }

    public static OwnCertificate? Own(SslBundle bundle)
    {
        bundle.Require(SslBundleTable.KeyLocation, SslBundleTable.KeyPassword, SslBundleTable.KeyType);
        if (Read(bundle, SslBundleTable.KeyLocation, SslBundleTable.KeyPassword) is not { } certificates)
        {
            return null;
        }

        var withKeys = certificates.Where(static certificate => certificate.HasPrivateKey).ToArray();
        if (withKeys is [var leaf])
        {
            certificates.Remove(leaf);
            return new(leaf, certificates, SslBundleTable.KeyLocation);
        }

        bundle.Refuse(SslBundleTable.KeyLocation, new(
            withKeys.Length == 0
                ? "It has no key, and a certificate alone proves nothing."
                : $"It has {withKeys.Length} keys, and nothing says which is meant.",
            "Export the certificate with its key, and no other key, as PKCS12."));
        return null;
    }

    private static X509Certificate2Collection? Read(SslBundle bundle, Setting<TlsContent> location, Setting<string> password)
    {
        if (bundle.Read(location) is not { } content)
        {
            return null;
        }

        var given = bundle.Values.Find(password);
        var certificates = Pkcs12.Read(content, (string?)given?.Value, out var isPasswordWrong, out var complaint);
        if (certificates is null)
        {
            bundle.Refuse(isPasswordWrong && given is not null ? password : location, complaint!);
        }

        return certificates;
    }
}
