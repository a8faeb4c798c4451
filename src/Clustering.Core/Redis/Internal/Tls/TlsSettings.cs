using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Clustering.Redis.Internal.Tls;

/// <summary>How to speak TLS to a server: whom to believe, what to show, in which versions.</summary>
internal sealed class TlsSettings
{
    /// <summary>Gets TLS as the machine has it: its own roots, and nothing to show.</summary>
    public static TlsSettings Machine { get; } = new();

    /// <summary>Gets the name of the bundle, for messages.</summary>
    public string? Bundle { get; init; }

    /// <summary>Gets the only roots to trust; empty: the machine's.</summary>
    public IReadOnlyList<X509Certificate2> Roots { get; init; } = [];

    /// <summary>Gets the certificate to show to a server that asks for one, with those between it and its root.</summary>
    public SslStreamCertificateContext? Own { get; init; }

    /// <summary>Gets the versions to speak; none: the operating system's choice.</summary>
    public SslProtocols Protocols { get; init; }

    /// <summary>Sets a client up. What the app changes in code afterwards has the last word.</summary>
    /// <param name="options">How StackExchange.Redis connects.</param>
    /// <param name="host">The name that the server's certificate must have.</param>
    /// <param name="explain">
    /// Whether a refusal is explained by an exception. Not where the app may have a validation of its own, which would not be asked then.
    /// </param>
    public void ApplyTo(ConfigurationOptions options, string? host, bool explain)
    {
        options.Ssl = true;
        options.SslHost = host;
        options.SslProtocols = Protocols == SslProtocols.None ? null : Protocols;

        // As with Spring's client and with HttpClient: an authority of one's own seldom has a list of revocations, and a node's way back
        // to Redis must not depend on a third server.
        options.CheckCertificateRevocation = false;
        options.SslClientAuthenticationOptions = name => ToAuthenticationOptions(
            name, options.SslProtocols ?? SslProtocols.None, options.CheckCertificateRevocation);
        if (explain)
        {
            options.CertificateValidation += Validate;
        }
    }

    /// <summary>For an <see cref="SslStream"/>. It fails with a <see cref="CertificateRefusedException"/> if the server's is refused.</summary>
    public SslClientAuthenticationOptions ToAuthenticationOptions(string host)
    {
        var options = ToAuthenticationOptions(host, Protocols, checkRevocation: false);
        options.RemoteCertificateValidationCallback = Validate;
        return options;
    }

    public override string ToString() => Bundle is null ? "on" : $"with bundle {Bundle}";

    private SslClientAuthenticationOptions ToAuthenticationOptions(string host, SslProtocols protocols, bool checkRevocation)
    {
        var revocation = checkRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        return new()
        {
            TargetHost = host,
            EnabledSslProtocols = protocols,
            CertificateRevocationCheckMode = revocation,
            CertificateChainPolicy = Roots.Count == 0 ? null : RootsOnly(revocation),
            ClientCertificateContext = Own,
        };
    }

    private X509ChainPolicy RootsOnly(X509RevocationMode revocation)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = revocation,

            // What the server does not send is not fetched from wherever its certificate says.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Roots.ToArray());
        return policy;
    }

    // The platform has decided; this only finds the words.
    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None)
        {
            var host = (sender as SslStream)?.TargetHostName ?? "";
            throw new CertificateRefusedException(CertificateRefusal.Explain(this, host, certificate as X509Certificate2, chain, errors));
        }

        return errors == SslPolicyErrors.None;
    }
}
