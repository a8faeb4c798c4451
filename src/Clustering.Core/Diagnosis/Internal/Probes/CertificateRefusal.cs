using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>Why a server's certificate was refused.</summary>
/// <param name="Found">What is wrong with it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record CertificateRefusal(string Found, string? Remedy)
{
    public static CertificateRefusal Of(X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors, string host, string bundleSetting)
    {
        var trust = $"Trust its issuer on this machine, or name the certificates to trust in {bundleSetting}.";
        using var certificate = presented is null ? null : X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        if (certificate is null)
        {
            return new("It shows no certificate.", "Give it one (tls-cert-file).");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new(
                $"Its certificate is for {Names(certificate)}, not for {host}.",
                $"Connect by a name that is in the certificate, or give it one for {host}.");
        }

        // The worst first: one that has run out is often not trusted either.
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, status) => all | status.Status) ?? default;
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return new(
                $"Its certificate, or one above it, is not valid now: it is from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}.",
                "Renew it, and look at this machine's clock.");
        }

        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            return new($"Its certificate was issued by '{certificate.Issuer}', which nobody here trusts.", trust);
        }

        var problems = string.Join(" ", chain?.ChainStatus.Select(static status => status.StatusInformation.Trim()).Distinct() ?? []);
        return new(problems.Length > 0 ? $"Its certificate is refused: {problems}" : "Its certificate is refused.", trust);
    }

    private static string Names(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        var names = alternatives.SelectMany(static names => names.EnumerateDnsNames())
            .Concat(alternatives.SelectMany(static names => names.EnumerateIPAddresses()).Select(static address => address.ToString()))
            .ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
