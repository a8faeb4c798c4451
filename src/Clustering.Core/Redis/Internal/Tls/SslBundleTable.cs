using System.Security.Authentication;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>The settings of bundles of certificates, in Spring's names: <c>spring.ssl.bundle.pem.*</c> and <c>spring.ssl.bundle.jks.*</c>.</summary>
internal static class SslBundleTable
{
    public const string Section = "spring.ssl.bundle";
    public const string PemSection = $"{Section}.pem";
    public const string JksSection = $"{Section}.jks";

    private const string Machine = "the machine's roots";

    // No more than a name: like Java, which reads PKCS12 where JKS is said, we look at what the file is.
    private static readonly TextType StoreTypes = new(
        "PKCS12", type => SettingPath.Uniform(type) is "pkcs12" or "pfx" or "jks" ? null : new($"The format '{type}' is not supported."));

    public static Setting<TlsContent> TrustCertificate { get; } = Pem(
        "truststore.certificate",
        TlsContentType.Certificates,
        "The roots to trust, in place of the machine's. The server's chain must end in one of them.",
        Machine);

    public static Setting<TlsContent> KeyCertificate { get; } = Pem(
        "keystore.certificate",
        TlsContentType.Certificates,
        "The certificate to show to the server, and after it those between it and the root. Needs keystore.private-key.");

    public static Setting<TlsContent> PrivateKey { get; } = Pem(
        "keystore.private-key", TlsContentType.Key, "The key of that certificate: RSA or elliptic curve.");

    public static Setting<string> PrivateKeyPassword { get; } = Pem(
        "keystore.private-key-password", TextType.Secret, "The password of the key, if it is encrypted.");

    public static Setting<TlsContent> TrustLocation { get; } = Jks(
        "truststore.location", TlsContentType.Store, "A PKCS12 file with the roots to trust, in place of the machine's.", Machine);

    public static Setting<string> TrustPassword { get; } = Jks("truststore.password", TextType.Secret, "The password of that file.");

    public static Setting<string> TrustType { get; } = Jks(
        "truststore.type", StoreTypes, "The format of that file. It is recognised without this, and must be PKCS12.", "PKCS12");

    public static Setting<TlsContent> KeyLocation { get; } = Jks(
        "keystore.location",
        TlsContentType.Store,
        "A PKCS12 file with the certificate to show to the server, its key, and the certificates between it and the root.");

    public static Setting<string> KeyPassword { get; } = Jks("keystore.password", TextType.Secret, "The password of that file and of the key in it.");

    public static Setting<string> KeyType { get; } = Jks(
        "keystore.type", StoreTypes, "The format of that file. It is recognised without this, and must be PKCS12.", "PKCS12");

    public static Setting<SslProtocols> Protocol { get; } = new(
        [$"{PemSection}.{SettingPath.Name}.protocol", $"{JksSection}.{SettingPath.Name}.protocol"],
        TlsVersionsType.Newest,
        SslProtocols.None,
        "The newest version of TLS to speak. TLS leaves it to the operating system.");

    public static Setting<SslProtocols> EnabledProtocols { get; } = new(
        [$"{PemSection}.{SettingPath.Name}.options.enabled-protocols", $"{JksSection}.{SettingPath.Name}.options.enabled-protocols"],
        TlsVersionsType.Enabled,
        null,
        "The versions of TLS to speak, and no other.");

    public static IReadOnlyList<Setting> Settings { get; } =
    [
        TrustCertificate, KeyCertificate, PrivateKey, PrivateKeyPassword,
        TrustLocation, TrustPassword, TrustType, KeyLocation, KeyPassword, KeyType,
        Protocol, EnabledProtocols,
    ];

    public static IReadOnlyList<IneffectiveSetting> WithoutEffect { get; } =
    [
        new($"{Section}.watch", "certificates are read once, when the app starts"),
        .. Each("reload-on-update", "certificates are read once, when the app starts"),
        .. Each("options.ciphers", "the operating system chooses the ciphers"),
        .. Each("keystore.verify-keys", "a key is compared with its certificate in any case", jks: false),
        .. Each("truststore.verify-keys", "a truststore needs no key", jks: false),
        .. Each("truststore.private-key", "a truststore needs no key", jks: false),
        .. Each("truststore.private-key-password", "a truststore needs no key", jks: false),
        .. Each("key.alias", "PEM is not put into a Java key store", jks: false),
        .. Each("key.password", "PEM is not put into a Java key store", jks: false),
        .. Each("keystore.type", "PEM is not put into a Java key store", jks: false),
        .. Each("truststore.type", "PEM is not put into a Java key store", jks: false),
        .. Each("key.alias", "the file must have only one key", pem: false),
        .. Each("key.password", "the key has the password of its file", pem: false),
        .. Each("keystore.provider", "there are no providers of Java", pem: false),
        .. Each("truststore.provider", "there are no providers of Java", pem: false),
    ];

    private static IEnumerable<IneffectiveSetting> Each(string name, string reason, bool pem = true, bool jks = true)
    {
        if (pem)
        {
            yield return new($"{PemSection}.{SettingPath.Name}.{name}", reason);
        }

        if (jks)
        {
            yield return new($"{JksSection}.{SettingPath.Name}.{name}", reason);
        }
    }

    private static Setting<T> Pem<T>(string name, SettingType<T> type, string meaning, string defaultText = "")
        where T : notnull => new([$"{PemSection}.{SettingPath.Name}.{name}"], type, null, meaning) { DefaultText = defaultText };

    private static Setting<T> Jks<T>(string name, SettingType<T> type, string meaning, string defaultText = "")
        where T : notnull => new([$"{JksSection}.{SettingPath.Name}.{name}"], type, null, meaning) { DefaultText = defaultText };
}
