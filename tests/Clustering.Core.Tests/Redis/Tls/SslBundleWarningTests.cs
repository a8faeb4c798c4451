namespace Clustering.Core.Tests.Redis.Tls;

/// <summary>What is odd about a bundle is said, and keeps nobody from starting.</summary>
public sealed class SslBundleWarningTests(BundleRig rig) : IClassFixture<BundleRig>
{
    [Theory]
    [InlineData("pem.options.ciphers=TLS_AES_128_GCM_SHA256", "the operating system chooses the ciphers")]
    [InlineData("jks.options.ciphers[0]=TLS_AES_128_GCM_SHA256", "the operating system chooses the ciphers")]
    [InlineData("pem.reload-on-update=true", "certificates are read once, when the app starts")]
    [InlineData("jks.key.alias=shop", "the file must have only one key")]
    [InlineData("jks.key.password=hush-hush", "the key has the password of its file")]
    [InlineData("pem.key.alias=shop", "PEM is not put into a Java key store")]
    [InlineData("pem.keystore.type=PKCS12", "PEM is not put into a Java key store")]
    [InlineData("pem.keystore.verify-keys=true", "a key is compared with its certificate in any case")]
    [InlineData("jks.truststore.provider=SUN", "there are no providers of Java")]
    public void Read_SettingWithoutEffect_IsNamedWithTheReason(string setting, string reason)
    {
        var store = setting[..3] == "pem" ? "pem.truststore.certificate=root.pem" : "jks.keystore.location=shop.p12;jks.keystore.password=hush-hush";

        var warning = Warning($"{store};{setting}");

        Assert.StartsWith($"Without effect, because {reason}: {BundleRig.FullName(setting.Split('=')[0])}", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(BundleRig.Secret, warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pem.keystore.certificate=ending.pem;pem.keystore.private-key=ending.key", "holds 'CN=ending', which expires on")]
    [InlineData("jks.keystore.location=ending.p12;jks.keystore.password=hush-hush", "holds 'CN=ending', which expires on")]
    [InlineData("pem.truststore.certificate=ending-root.pem", "holds 'CN=Ending root', which expires on")]
    [InlineData("pem.truststore.certificate=roots.pem", "has a root that is of no use: 'CN=Expired root' expired on")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=shop.key;pem.keystore.private-key-password=x", "because the key is not encrypted")]
    [InlineData("pem.truststore.certificate=", "is blank, so the default applies: the machine's roots")]
    public void Read_OddBundle_IsWarnedAbout(string settings, string text) => Assert.Contains(text, Warning(settings), StringComparison.Ordinal);

    [Theory]
    [InlineData("spring.ssl.bundle.pem.shop.truststore.certificat", "spring.ssl.bundle.pem.shop.truststore.certificate")]
    [InlineData("spring.ssl.bundle.pem.shop.keystore.privatekey-pasword", "spring.ssl.bundle.pem.shop.keystore.private-key-password")]
    [InlineData("spring.ssl.bundle.jks.shop.trust-store.locatoin", "spring.ssl.bundle.jks.shop.truststore.location")]
    [InlineData("spring.ssl.bundle.pen.shop.truststore.certificate", "spring.ssl.bundle.pem.shop.truststore.certificate")]
    [InlineData("SPRING_SSL_BUNDLE_PEM_SHOP_TRUSTSTORE_CERTIFICAT", "spring.ssl.bundle.pem.shop.truststore.certificate")]
    public void Read_UnknownKeyOfABundle_SuggestsTheNearestOfThatBundle(string key, string suggestion)
    {
        var reading = rig.Read((key, "x"));

        Assert.Empty(reading.Problems);
        Assert.Equal($"{key} (set in code) is not a setting and has no effect. Did you mean {suggestion}?", Assert.Single(reading.Warnings));
    }

    [Theory]
    [InlineData("spring.ssl.key-store")]
    [InlineData("server.ssl.bundle")]
    [InlineData("spring.sslbundle.pem.a.protocol")]
    public void Read_SomebodyElsesKey_IsLeftAlone(string key) => Assert.Empty(rig.Read((key, "x")).Warnings);

    private string Warning(string settings)
    {
        var reading = rig.ReadBundle(settings);
        Assert.Empty(reading.Problems);
        return Assert.Single(reading.Warnings);
    }
}
