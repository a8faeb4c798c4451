using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Certificates and keys in a PKCS12 file, as <c>.p12</c> or <c>.pfx</c>.</summary>
internal static class Pkcs12
{
    private const int WrongPassword = unchecked((int)0x80070056);

    /// <summary>Reads it, or says what is wrong with it.</summary>
    public static X509Certificate2Collection? Read(byte[] content, string? password, out bool isPasswordWrong, out SettingComplaint? complaint)
    {
        isPasswordWrong = false;
        complaint = JavaStore.Complaint(content)
            ?? (content.AsSpan().IndexOf("-----BEGIN "u8) >= 0
                ? new("It is PEM, not PKCS12.", "Use the settings of spring.ssl.bundle.pem for it.")
                : null);
        if (complaint is not null)
        {
            return null;
        }

        try
        {
            var certificates = X509CertificateLoader.LoadPkcs12Collection(content, password);
            complaint = certificates.Count > 0 ? null : new("It has no certificate.", "Name a file that has one.");
            return complaint is null ? certificates : null;
        }
        catch (CryptographicException exception)
        {
            isPasswordWrong = exception.HResult == WrongPassword;
            complaint = !isPasswordWrong ? new($"It cannot be read as PKCS12: {exception.Message}", "Export it again, as PKCS12.")
                : string.IsNullOrEmpty(password) ? new("It has a password.", "Set the password beside the location.")
                : new("It does not open the file.", "Correct the password.");
            return null;
        }
    }
}
