using System.Security.Cryptography.X509Certificates;

namespace Clustering.Redis.Internal.Tls;

/// <summary>What is in the way of TLS.</summary>
/// <param name="Found">What happens.</param>
/// <param name="Remedy">What to do; <see langword="null"/>: <paramref name="Found"/> says it, or nobody knows.</param>
internal sealed record TlsObstacle(string Found, string? Remedy)
{
    private const string PerhapsPlain = "Perhaps this port is the one without TLS.";

    public static TlsObstacle Silence { get; } = new("It does not answer the greeting of TLS.", PerhapsPlain);

    /// <summary>What answers, and not by TLS.</summary>
    public static TlsObstacle NoTls(Exception exception) => new($"It does not answer by TLS ({Brief(exception.Message)}).", PerhapsPlain);

    /// <summary>A server that breaks off, in the greeting or right after it.</summary>
    /// <param name="own">The certificate it was shown.</param>
    /// <param name="isAsked">Whether it asked for one.</param>
    /// <param name="how">How it broke off.</param>
    public static TlsObstacle Refusal(X509Certificate2? own, bool isAsked, string how) =>
        own is not null ? new($"It refuses TLS with the certificate '{own.Subject}', issued by '{own.Issuer}' ({how}).", null)
        : isAsked ? new($"It wants to be shown a certificate ({how}).", "Name one in the keystore of a bundle, and the bundle in ssl.bundle.")
        : new($"It breaks the greeting of TLS off ({how}).", null);

    /// <summary>What an exception says at its bottom, for the middle of a sentence.</summary>
    public static string Brief(Exception exception) => Brief(exception.GetBaseException().Message);

    public override string ToString() => Remedy is null ? Found : $"{Found} {Remedy}";

    private static string Brief(string message) => message.Trim().TrimEnd('.');
}
