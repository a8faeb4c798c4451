using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Clustering.Redis.Internal.Tls;

/// <summary>When certificates are valid.</summary>
internal static class CertificateDates
{
    /// <summary>How long before its end a certificate is warned about: it is read when the app starts, and apps run for weeks.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>Says in a sentence why a certificate is not valid at a time; <see langword="null"/>: it is.</summary>
    public static string? Complaint(X509Certificate2 certificate, DateTimeOffset now) =>
        now.UtcDateTime > certificate.NotAfter.ToUniversalTime() ? $"'{certificate.Subject}' expired on {Show(certificate.NotAfter)}."
        : now.UtcDateTime < certificate.NotBefore.ToUniversalTime() ? $"'{certificate.Subject}' is not valid before {Show(certificate.NotBefore)}."
        : null;

    public static bool EndsSoon(X509Certificate2 certificate, DateTimeOffset now) =>
        now.UtcDateTime + Soon > certificate.NotAfter.ToUniversalTime();

    public static string Show(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
