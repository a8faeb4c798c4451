using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Says why a server's certificate is refused, and what to do.</summary>
internal static class CertificateRefusal
{
    private const X509ChainStatusFlags NoTrust = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    public static string Explain(TlsSettings tls, string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "The server shows no certificate.";
        }

        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"It is for {Names(certificate)}, and not for '{host}'. Connect by a name that it has, or have one issued for this name.");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            reasons.AddRange(OfChain(tls, chain));
        }

        return $"The server's certificate '{certificate.Subject}' is refused. {string.Join(" ", reasons)}";
    }

    private static IEnumerable<string> OfChain(TlsSettings tls, X509Chain? chain)
    {
        var elements = chain?.ChainElements.ToArray() ?? [];
        foreach (var element in elements.Where(static element => Has(element.ChainElementStatus, X509ChainStatusFlags.NotTimeValid)))
        {
            var certificate = element.Certificate;
            yield return CertificateDates.Complaint(certificate, TimeProvider.System.GetUtcNow()) ?? $"'{certificate.Subject}' is not valid now.";
        }

        var statuses = chain?.ChainStatus ?? [];
        if (elements.Length > 0 && Has(statuses, NoTrust))
        {
            yield return OfTrust(tls, elements[^1].Certificate.Issuer);
        }

        foreach (var status in statuses.Where(static status => (status.Status & (NoTrust | X509ChainStatusFlags.NotTimeValid)) == 0))
        {
            yield return $"{status.Status}: {status.StatusInformation.TrimEnd('.', ' ')}.";
        }
    }

    private static string OfTrust(TlsSettings tls, string issuer) => tls switch
    {
        { Bundle: null } => $"Its issuer '{issuer}' is not trusted by this machine. Name a bundle that has the issuer's root in its truststore, in ssl.bundle.",
        { Roots.Count: 0 } => $"Its issuer '{issuer}' is not trusted by this machine. Give the bundle '{tls.Bundle}' a truststore with the issuer's root.",
        _ => $"Its issuer '{issuer}' is not in the truststore of the bundle '{tls.Bundle}', which has {Subjects(tls.Roots)}. " +
            "Add the issuer's root; if it is there, have the server send what lies between.",
    };

    private static bool Has(X509ChainStatus[] statuses, X509ChainStatusFlags flags) =>
        Array.Exists(statuses, status => (status.Status & flags) != 0);

    private static string Names(X509Certificate2 certificate)
    {
        var extensions = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        List<string> names =
        [
            .. extensions.SelectMany(static extension => extension.EnumerateDnsNames()),
            .. extensions.SelectMany(static extension => extension.EnumerateIPAddresses()).Select(static address => address.ToString()),
        ];
        if (names.Count == 0)
        {
            names.Add(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        }

        return string.Join(", ", names.Select(static name => $"'{name}'"));
    }

    private static string Subjects(IReadOnlyList<X509Certificate2> roots) =>
        string.Join(", ", roots.Take(3).Select(static root => $"'{root.Subject}'")) + (roots.Count > 3 ? $" and {roots.Count - 3} more" : "");
}
