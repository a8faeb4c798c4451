using System.Security.Authentication;
using System.Text;
using Clustering.Configuration;
using Clustering.Configuration.Internal;
using Clustering.Core.Tests.Configuration;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Tls;
using Clustering.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Redis.Tls;

/// <summary>What becomes of the settings of a bundle.</summary>
public sealed class SslBundleTests(BundleRig rig) : IClassFixture<BundleRig>
{
    [Theory]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=shop.key", "CN=shop")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=encrypted.key;pem.keystore.private-key-password=hush-hush", "CN=shop")]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=sec1.key", "CN=shop")]
    [InlineData("pem.keystore.certificate=both.pem;pem.keystore.private-key=both.pem", "CN=shop")]
    [InlineData("pem.keystore.certificate=rsa.pem;pem.keystore.private-key=rsa.key", "CN=shop-rsa")]
    [InlineData("pem.keystore.certificate=rsa.pem;pem.keystore.private-key=rsa-pkcs1.key", "CN=shop-rsa")]
    [InlineData("jks.keystore.location=shop.p12;jks.keystore.password=hush-hush", "CN=shop")]
    [InlineData("jks.keystore.location=shop.p12;jks.keystore.password=hush-hush;jks.keystore.type=pkcs12", "CN=shop")]
    [InlineData("jks.keystore.location=shop.p12;jks.keystore.password=hush-hush;jks.keystore.type=JKS", "CN=shop")]
    [InlineData("jks.keystore.location=open.p12", "CN=shop")]
    public void Read_Keystore_IsTheCertificateWithItsKey(string settings, string subject)
    {
        var own = Tls(settings).Own!;

        Assert.Equal(subject, own.TargetCertificate.Subject);
        Assert.True(own.TargetCertificate.HasPrivateKey);
    }

    [Theory]
    [InlineData("pem.keystore.certificate=shop.pem;pem.keystore.private-key=shop.key")]
    [InlineData("jks.keystore.location=shop.p12;jks.keystore.password=hush-hush")]
    public void Read_KeystoreWithAChain_HasWhatLiesBetween(string settings) =>
        Assert.Equal("CN=Shop intermediate", Assert.Single(Tls(settings).Own!.IntermediateCertificates).Subject);

    [Theory]
    [InlineData("pem.truststore.certificate=root.pem")]
    [InlineData("pem.truststore.certificate= ./root.pem ")]
    [InlineData("pem.truststore.certificate=file:root.pem")]
    [InlineData("pem.truststore.certificate=FILE:./root.pem")]
    [InlineData("jks.truststore.location=root.p12;jks.truststore.password=hush-hush")]
    [InlineData("jks.truststore.location=file:root.p12;jks.truststore.password=hush-hush")]
    public void Read_Truststore_IsTheRoots(string settings) => Assert.Equal("CN=Shop root", Assert.Single(Tls(settings).Roots).Subject);

    [Fact]
    public void Read_TruststoreAsText_IsTheRoots()
    {
        var pem = rig.Text("root.pem");
        var full = Path.Combine(rig.Folder.Path, "root.pem");
        string[] spellings =
        [
            pem,
            pem.ReplaceLineEndings(" "),
            pem.ReplaceLineEndings("\r\n"),
            "base64:" + Convert.ToBase64String(Encoding.UTF8.GetBytes(pem)),
            "base64:" + Convert.ToBase64String([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(pem)]),
            full,
            "file:" + full,
            "file://" + full,
            "file:" + full.Replace("r", "%72", StringComparison.Ordinal),
        ];

        Assert.All(spellings, text => Assert.Equal("CN=Shop root", Assert.Single(Tls($"pem.truststore.certificate={text}").Roots).Subject));
        Assert.Single(Tls("jks.truststore.password=hush-hush;jks.truststore.location=base64:"
            + Convert.ToBase64String(File.ReadAllBytes(Path.Combine(rig.Folder.Path, "root.p12")))).Roots);
    }

    [Theory]
    [InlineData("pem.protocol=TLS", SslProtocols.None)]
    [InlineData("pem.protocol=tlsv1.2", SslProtocols.Tls12)]
    [InlineData("jks.protocol=TLSv1.3", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("pem.options.enabled-protocols=TLSv1.3", SslProtocols.Tls13)]
    [InlineData("jks.options.enabled-protocols=TLSv1.3, TLSv1.2", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("pem.options.enabled-protocols[0]=TLSv1.3;pem.options.enabled-protocols[1]=TLSv1.2", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("pem.options.enabled-protocols=TLSv1.2,TLSv1.3;pem.protocol=TLSv1.2", SslProtocols.Tls12)]
    public void Read_Versions_AreThoseToSpeak(string settings, SslProtocols protocols) => Assert.Equal(protocols, Tls(settings).Protocols);

    [Theory]
    [InlineData("spring.ssl.bundle.pem.redis-ca.truststore.certificate", "redis-ca")]
    [InlineData("spring.ssl.bundle.pem.redis-ca.truststore.certificate", "redisCa")]
    [InlineData("spring.ssl.bundle.pem.redisCa.trustStore.certificate", "redis-ca")]
    [InlineData("spring:ssl:bundle:pem:redis_ca:truststore:certificate", "redis-ca")]
    [InlineData("spring.ssl.bundle.pem[redis.ca].truststore.certificate", "redis.ca")]
    [InlineData("spring:ssl:bundle:pem:redis.ca:truststore:certificate", "redis-ca")]
    [InlineData("SPRING_SSL_BUNDLE_PEM_REDISCA_TRUSTSTORE_CERTIFICATE", "redis-ca")]
    [InlineData("SPRING_SSL_BUNDLE_PEM_REDIS_CA_TRUSTSTORE_CERTIFICATE", "redis-ca")]
    [InlineData("SPRING:SSL:BUNDLE:PEM:REDIS_CA:TRUSTSTORE:CERTIFICATE", "redis-ca")]
    [InlineData("spring.ssl.bundle.pem.truststore.truststore.certificate", "truststore")]
    public void Read_AnySpellingOfANameAndAKey_IsTheBundle(string key, string name)
    {
        var reading = rig.Read(("redis.enabled", "true"), ("spring.data.redis.ssl.bundle", name), (key, "root.pem"));

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
        Assert.Single(reading.Settings.Tls!.Roots);
    }

    [Theory]
    [InlineData("SPRING_SSL_BUNDLE_PEM_SHOP_KEYSTORE_PRIVATEKEY", "SPRING_SSL_BUNDLE_PEM_SHOP_KEYSTORE_PRIVATEKEYPASSWORD")]
    [InlineData("SPRING_SSL_BUNDLE_PEM_SHOP_KEYSTORE_PRIVATE_KEY", "SPRING_SSL_BUNDLE_PEM_SHOP_KEYSTORE_PRIVATE_KEY_PASSWORD")]
    [InlineData("SPRING:SSL:BUNDLE:PEM:SHOP:KEYSTORE:PRIVATE_KEY", "SPRING:SSL:BUNDLE:PEM:SHOP:KEYSTORE:PRIVATE_KEY_PASSWORD")]
    public void Read_KeyAndPasswordFromTheEnvironment_AreToldApart(string key, string password)
    {
        var reading = rig.Read(
            ("redis.enabled", "true"),
            ("spring.data.redis.ssl.bundle", "shop"),
            ("spring.ssl.bundle.pem.shop.keystore.certificate", "shop.pem"),
            (key, "encrypted.key"),
            (password, BundleRig.Secret));

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
        Assert.NotNull(reading.Settings.Tls!.Own);
    }

    [Fact]
    public void Read_LaterProvider_WinsSettingBySetting()
    {
        var configuration = Configured.Layers(
            "redis.enabled=true;spring.redis.ssl.bundle=shop;spring.ssl.bundle.pem.shop.truststore.certificate=missing.pem;spring.ssl.bundle.pem.shop.protocol=TLSv1.2",
            "SPRING_SSL_BUNDLE_PEM_SHOP_TRUSTSTORE_CERTIFICATE=root.pem");

        var reading = RedisSettingsReader.Read(ConfigurationLayers.Of(configuration), rig.Folder.Path, TimeProvider.System);

        Assert.Empty(reading.Problems);
        Assert.Single(reading.Settings.Tls!.Roots);
        Assert.Equal(SslProtocols.Tls12, reading.Settings.Tls.Protocols);
    }

    [Fact]
    public void Read_RelativePath_BeginsAtTheContentRoot()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IHostEnvironment>(new NamedEnvironment("app") { ContentRootPath = rig.Folder.Path })
            .AddClusterOptions(InUse(("spring.ssl.bundle.pem.shop.truststore.certificate", "root.pem")))
            .BuildServiceProvider();

        Assert.Single(services.GetRequiredService<RedisSettings>().Tls!.Roots);
    }

    [Fact]
    public void Read_Expiry_IsByTheAppsClock()
    {
        var time = new ManualTimeProvider();
        time.JumpWallClock(DateTimeOffset.UtcNow.AddYears(2) - time.GetUtcNow());
        using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IHostEnvironment>(new NamedEnvironment("app") { ContentRootPath = rig.Folder.Path })
            .AddClusterOptions(InUse(("spring.ssl.bundle.pem.shop.truststore.certificate", "root.pem")))
            .BuildServiceProvider();

        var exception = Assert.Throws<ClusterConfigurationException>(services.GetRequiredService<RedisSettings>);

        Assert.Contains("'CN=Shop root' expired on", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_OfSettingsWithABundle_NamesIt() => Assert.Contains(
        "TLS with bundle shop", rig.ReadBundle("pem.truststore.certificate=root.pem").Settings.ToString(), StringComparison.Ordinal);

    private static IConfigurationRoot InUse((string Key, string? Value) setting) =>
        Configured.Pairs(("redis.enabled", "true"), ("spring.data.redis.ssl.bundle", "shop"), setting);

    private TlsSettings Tls(string settings)
    {
        var reading = rig.ReadBundle(settings);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
        return reading.Settings.Tls!;
    }
}
