using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Tls;
using StackExchange.Redis;

namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>Where the doctor connects, and as whom. Not a record: those print everything, and this has a password.</summary>
/// <param name="address">Where.</param>
/// <param name="username">As whom; <see langword="null"/>: as whoever has no name.</param>
/// <param name="password">The password.</param>
/// <param name="tls">How to speak TLS with a host, made anew for each connection; <see langword="null"/>: not at all.</param>
internal sealed class ProbeTarget(HostAndPort address, string? username, string? password, Func<string, SslClientAuthenticationOptions>? tls)
{
    public HostAndPort Address { get; } = address;

    public string? Username { get; } = username;

    public string? Password { get; } = password;

    public Func<string, SslClientAuthenticationOptions>? Tls { get; } = tls;

    /// <summary>Gets the name that the server's certificate has to have.</summary>
    public string TlsHost { get; init; } = address.Host;

    /// <summary>Gets the settings behind that, for the words of a refusal.</summary>
    public TlsSettings TlsSettings { get; init; } = TlsSettings.Machine;

    /// <summary>As StackExchange.Redis connects with these options: what the app has changed of them counts here too.</summary>
    public static ProbeTarget Of(HostAndPort address, ConfigurationOptions options, TlsSettings? settings) => new(
        address,
        string.IsNullOrWhiteSpace(options.User) ? null : options.User,
        string.IsNullOrWhiteSpace(options.Password) ? null : options.Password,
        options.Ssl ? host => options.SslClientAuthenticationOptions?.Invoke(host) ?? OfTheMachine(host, options) : null)
    {
        TlsHost = options.SslHost ?? address.Host,
        TlsSettings = settings ?? TlsSettings.Machine,
    };

    public override string ToString() => Address.ToString();

    private static SslClientAuthenticationOptions OfTheMachine(string host, ConfigurationOptions options) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = options.SslProtocols ?? SslProtocols.None,
        CertificateRevocationCheckMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
    };
}
