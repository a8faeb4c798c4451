using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Makes <see cref="TlsSettings"/> of a bundle, and finds at start what would otherwise be found when it connects.</summary>
internal sealed class SslBundleReader(TimeProvider time)
{
    public TlsSettings Read(SslBundle bundle) => new()
    {
        Bundle = bundle.Name.ToString(),
        Roots = Roots(bundle, bundle.IsPem ? PemBundle.Trusted(bundle) : Pkcs12Bundle.Trusted(bundle)),
        Own = Own(bundle, bundle.IsPem ? PemBundle.Own(bundle) : Pkcs12Bundle.Own(bundle)),
        Protocols = Protocols(bundle),
    };

    private X509Certificate2[] Roots(SslBundle bundle, X509Certificate2Collection? certificates)
    {
        if (certificates is null)
        {
            return [];
        }

        // A chain ends in a certificate that was issued by itself; what lies between is the server's to send.
        Setting setting = bundle.IsPem ? SslBundleTable.TrustCertificate : SslBundleTable.TrustLocation;
        var roots = certificates.Where(IsRoot).ToArray();
        var now = time.GetUtcNow();
        var valid = roots.Where(root => CertificateDates.Complaint(root, now) is null).ToArray();
        if (roots.Length == 0)
        {
            bundle.Refuse(setting, new(
                $"No certificate in it is a root: '{certificates[0].Subject}' was issued by '{certificates[0].Issuer}'.", "Add the issuer's root."));
        }
        else if (valid.Length == 0)
        {
            bundle.Refuse(setting, new($"No root in it is valid. {CertificateDates.Complaint(roots[0], now)}", "Add the root that is in use now."));
        }
        else
        {
            foreach (var complaint in roots.Select(root => CertificateDates.Complaint(root, now)).OfType<string>())
            {
                bundle.Warn(setting, $"has a root that is of no use: {complaint}");
            }

            WarnOfEnd(bundle, setting, valid.MaxBy(static root => root.NotAfter)!, now);
        }

        return valid;
    }

    private SslStreamCertificateContext? Own(SslBundle bundle, OwnCertificate? own)
    {
        if (own is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (CertificateDates.Complaint(own.Leaf, now) is { } complaint)
        {
            bundle.Refuse(own.Setting, new(complaint, "Have it renewed."));
            return null;
        }

        WarnOfEnd(bundle, own.Setting, own.Leaf, now);

        // Offline: what is missing between it and its root is not fetched from wherever a certificate says.
        return SslStreamCertificateContext.Create(own.Leaf, own.Others, offline: true);
    }

    private static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    // It is read once, and apps run for weeks.
    private static void WarnOfEnd(SslBundle bundle, Setting setting, X509Certificate2 certificate, DateTimeOffset now)
    {
        if (CertificateDates.EndsSoon(certificate, now))
        {
            var end = CertificateDates.Show(certificate.NotAfter);
            bundle.Warn(setting, $"holds '{certificate.Subject}', which expires on {end}. Renew it and restart the node before then.");
        }
    }

    private static SslProtocols Protocols(SslBundle bundle)
    {
        var newest = bundle.Values.Get(SslBundleTable.Protocol);
        if (bundle.Values.Find(SslBundleTable.EnabledProtocols) is not { Value: SslProtocols enabled })
        {
            return newest;
        }

        var both = newest == SslProtocols.None ? enabled : enabled & newest;
        if (both == SslProtocols.None)
        {
            var other = bundle.Values.Find(SslBundleTable.Protocol);
            bundle.Refuse(SslBundleTable.EnabledProtocols, new($"{other} allows none of them.", "Take one of the two settings away."));
        }

        return both;
    }
}
