using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clustering.Testing;

/// <summary>A folder for certificates and keys in all formats, which goes when it is disposed.</summary>
public sealed class CertificateFolder : IDisposable
{
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2_000);

    /// <summary>Gets the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("clustering-tls-").FullName;

    /// <summary>Reads the key of a certificate, whatever it is.</summary>
    /// <param name="certificate">A certificate with its key.</param>
    /// <returns>The key. Dispose it.</returns>
    public static AsymmetricAlgorithm KeyOf(X509Certificate2 certificate) =>
        (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()!;

    /// <summary>Writes text.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="text">What is to be in it.</param>
    /// <returns>The path.</returns>
    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="content">What is to be in it.</param>
    /// <returns>The path.</returns>
    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes certificates as PEM, one after the other.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="certificates">The certificates.</param>
    /// <returns>The path.</returns>
    public string WritePem(string name, params X509Certificate2[] certificates) =>
        Write(name, string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())));

    /// <summary>Writes the key of a certificate as PEM, encrypted if there is a password.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="certificate">A certificate with its key.</param>
    /// <param name="password">The password, if there is to be one.</param>
    /// <returns>The path.</returns>
    public string WriteKey(string name, X509Certificate2 certificate, string? password = null)
    {
        using var key = KeyOf(certificate);
        return Write(name, password is null ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(password, Encryption));
    }

    /// <summary>Writes certificates as PKCS12, with the keys they have.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="password">The password.</param>
    /// <param name="certificates">The certificates.</param>
    /// <returns>The path.</returns>
    public string WritePkcs12(string name, string? password, params X509Certificate2[] certificates) =>
        Write(name, new X509Certificate2Collection(certificates).Export(X509ContentType.Pkcs12, password)!);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
