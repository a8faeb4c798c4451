using System.Security.Cryptography;
using Clustering.Configuration.Internal;
using Clustering.Core.Tests.Configuration;
using Clustering.Redis.Internal;
using Clustering.Testing;

namespace Clustering.Core.Tests.Redis.Tls;

/// <summary>A folder with good and bad certificates, and settings of a bundle called <c>shop</c> that name them.</summary>
public sealed class BundleRig : IDisposable
{
    public const string Secret = "hush-hush";

    // No authority of .NET's makes or reads these.
    private const string Ed25519 =
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIPLbJJ9FyBMQxv8jO4Mn1uJoEg5mCbJ2xp1JBPA6f9Cf
        -----END PRIVATE KEY-----
        """;

    private const string OldEncryption =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00000000000000000000000000000000

        AAAA
        -----END RSA PRIVATE KEY-----
        """;

    private readonly CertificateAuthority _root = new("Shop root");

    public BundleRig()
    {
        using var expired = new CertificateAuthority("Expired root", until: DateTimeOffset.UtcNow.AddDays(-1));
        using var ending = new CertificateAuthority("Ending root", until: DateTimeOffset.UtcNow.AddDays(3));
        using var between = _root.Delegate("Shop intermediate");
        var shop = between.Issue("shop");
        var rsa = _root.Issue("shop-rsa", isRsa: true);
        var other = _root.Issue("other");

        Folder.WritePem("root.pem", _root.Certificate);
        Folder.WritePem("roots.pem", expired.Certificate, _root.Certificate);
        Folder.WritePem("expired-root.pem", expired.Certificate);
        Folder.WritePem("ending-root.pem", ending.Certificate);
        Folder.WritePem("intermediate.pem", between.Certificate);
        Folder.WritePem("shop.pem", shop, between.Certificate);
        Folder.WritePem("wrong-order.pem", between.Certificate, shop);
        Folder.WriteKey("shop.key", shop);
        Folder.WriteKey("encrypted.key", shop, Secret);

        // As `openssl ecparam -genkey` writes it.
        Folder.Write(
            "sec1.key",
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + ((ECDsa)CertificateFolder.KeyOf(shop)).ExportECPrivateKeyPem());
        Folder.WritePem("rsa.pem", rsa);
        Folder.WriteKey("rsa.key", rsa);
        Folder.Write("rsa-pkcs1.key", ((RSA)CertificateFolder.KeyOf(rsa)).ExportRSAPrivateKeyPem());
        Folder.WriteKey("other.key", other);
        Folder.Write("both.pem", shop.ExportCertificatePem() + "\n" + CertificateFolder.KeyOf(shop).ExportPkcs8PrivateKeyPem());
        Expire("expired", -5, -2);
        Expire("future", 5, 90);
        Expire("ending", -1, 3);
        Folder.Write("half.pem", _root.Pem + "\n-----BEGIN CERTIFICATE-----\nM*IB\n-----END CERTIFICATE-----\n");
        Folder.Write("cut.pem", _root.Pem + "\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        Folder.Write("text.pem", "hello");
        Folder.Write("empty.pem", "");
        Folder.Write("der.cer", _root.Certificate.RawData);
        Folder.Write("ed25519.key", Ed25519);
        Folder.Write("old.key", OldEncryption);
        Folder.Write("real.jks", [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]);
        Folder.Write("real.jceks", [0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2]);
        Folder.WritePkcs12("shop.p12", Secret, shop, between.Certificate);
        Folder.WritePkcs12("open.p12", null, shop);
        Folder.WritePkcs12("root.p12", Secret, _root.Certificate);
        Folder.WritePkcs12("two.p12", Secret, shop, other);
        Folder.Write("broken.p12", [0x30, 0x82, 0x10]);
        Directory.CreateDirectory(Path.Combine(Folder.Path, "folder"));

        void Expire(string name, double from, double until)
        {
            var certificate = _root.Issue(name, from: from, until: until);
            Folder.WritePem($"{name}.pem", certificate);
            Folder.WriteKey($"{name}.key", certificate);
            Folder.WritePkcs12($"{name}.p12", Secret, certificate);
        }
    }

    public CertificateFolder Folder { get; } = new();

    /// <summary>Gets the PEM text of a file of the folder.</summary>
    public string Text(string name) => File.ReadAllText(Path.Combine(Folder.Path, name));

    /// <summary>Reads settings in full: pairs of key and value.</summary>
    internal RedisSettingsReading Read(params (string Key, string? Value)[] pairs) => RedisSettingsReader.Read(
        ConfigurationLayers.Of(Configured.Pairs(pairs)), Folder.Path, TimeProvider.System);

    /// <summary>
    /// Reads a bundle that is in use. Written <c>pem.truststore.certificate=root.pem;jks.protocol=TLS</c>, without what is the same everywhere.
    /// </summary>
    internal RedisSettingsReading ReadBundle(string settings) => Read(
        [
            ("redis.enabled", "true"),
            ("spring.data.redis.ssl.bundle", "shop"),
            .. settings.Split(';').Select(pair => pair.Split('=', 2)).Select(pair => (FullName(pair[0]), (string?)pair[1])),
        ]);

    public static string FullName(string name) => $"spring.ssl.bundle.{name[..3]}.shop{name[3..]}";

    public void Dispose()
    {
        _root.Dispose();
        Folder.Dispose();
    }
}
