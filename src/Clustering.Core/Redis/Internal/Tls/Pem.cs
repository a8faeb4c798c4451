using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Certificates and keys as PEM text.</summary>
internal static class Pem
{
    private const string CertificateLabel = "-----BEGIN CERTIFICATE-----";
    private const string EncryptedLabel = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    /// <summary>Reads certificates, one at least, or says what is wrong with them.</summary>
    public static X509Certificate2Collection? ReadCertificates(byte[] content, out SettingComplaint? complaint)
    {
        complaint = NotPem(content);
        if (complaint is not null)
        {
            return null;
        }

        var text = ToText(content);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            complaint = new($"It has a certificate that cannot be read: {exception.Message}", "Export it again, as PEM.");
            return null;
        }

        // .NET passes over in silence what is not well-formed.
        var begun = text.Split(CertificateLabel).Length - 1;
        var lost = begun - certificates.Count;
        complaint = begun == 0 ? new($"It has no certificate, which would begin with {CertificateLabel}.", "Export the certificate as PEM.")
            : lost > 0 ? new($"It has {begun} certificates, of which {lost} cannot be read.", "Export them again, as PEM. In .properties, a line break is \\n.")
            : null;
        return complaint is null ? certificates : null;
    }

    /// <summary>Reads an RSA or elliptic-curve key, or says what is wrong with it.</summary>
    public static AsymmetricAlgorithm? ReadKey(byte[] content, string? password, out bool isEncrypted, out SettingComplaint? complaint)
    {
        var text = ToText(content);
        isEncrypted = text.Contains(EncryptedLabel, StringComparison.Ordinal);
        complaint = NotPem(content)
            ?? (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)
                ? new("It is encrypted in OpenSSL's old way.", "Convert it: openssl pkcs8 -topk8 -in old.key -out new.key")
                : isEncrypted && string.IsNullOrEmpty(password) ? new("It is encrypted.", "Set keystore.private-key-password too.") : null);
        if (complaint is not null)
        {
            return null;
        }

        // Only trying tells what an encrypted key is.
        var key = TryImport(RSA.Create(), text, isEncrypted, password) ?? TryImport(ECDsa.Create(), text, isEncrypted, password);
        complaint = key is not null ? null
            : isEncrypted ? new("It does not open the key; or the key is neither RSA nor of an elliptic curve.", "Correct the password.")
            : new("It has no key that can be read, which is RSA or of an elliptic curve.", "Export the key as PEM: PKCS#8, PKCS#1 or SEC1.");
        return key;
    }

    /// <summary>The certificate with its key; <see langword="null"/> if the key is another's.</summary>
    public static X509Certificate2? Join(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        try
        {
            return (key, certificate.PublicKey.Oid.Value) switch
            {
                (RSA rsa, "1.2.840.113549.1.1.1") => Usable(certificate.CopyWithPrivateKey(rsa)),
                (ECDsa ecdsa, "1.2.840.10045.2.1") => Usable(certificate.CopyWithPrivateKey(ecdsa)),
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Windows' own TLS cannot use a key that was never stored; importing it stores it.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
        : certificate;

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string text, bool isEncrypted, string? password)
    {
        try
        {
            if (isEncrypted)
            {
                key.ImportFromEncryptedPem(text, password);
            }
            else
            {
                key.ImportFromPem(text);
            }

            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    private static SettingComplaint? NotPem(byte[] content) =>
        JavaStore.Complaint(content)
        ?? (content is [0x30, ..]
            ? new(
                "It is binary, not PEM.",
                "Convert it (openssl x509 -inform der -in old -out new.pem), or, if it is PKCS12, use spring.ssl.bundle.jks.")
            : null);

    private static string ToText(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content));
        return reader.ReadToEnd();
    }
}
