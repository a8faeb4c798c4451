using Clustering.Redis.Internal;

namespace Clustering.Core.Tests.Redis.Tls;

/// <summary>Whether Redis and the sentinels are spoken to by TLS, and with which bundle.</summary>
public sealed class TlsReadingTests(BundleRig rig) : IClassFixture<BundleRig>
{
    [Theory]
    [InlineData("", "off")]
    [InlineData("ssl=true", "on")]
    [InlineData("ssl.enabled=true", "on")]
    [InlineData("ssl.bundle=shop", "with bundle shop")]
    [InlineData("ssl.bundle=shop;ssl.enabled=true", "with bundle shop")]
    [InlineData("url=rediss://h", "on")]
    [InlineData("url=rediss://h;ssl.bundle=shop", "with bundle shop")]
    [InlineData("url=redis://h;ssl.bundle=shop", "with bundle shop")]
    public void Read_Redis_IsSpokenToAsItsSettingsSay(string settings, string tls)
    {
        var reading = Read(settings);

        Assert.Empty(reading.Problems);
        Assert.Equal(tls, Of(reading.Settings.Tls));
    }

    [Theory]
    [InlineData("", "off")]
    [InlineData("ssl=true", "on")]
    [InlineData("ssl.bundle=shop", "with bundle shop")]
    [InlineData("ssl.bundle=shop;sentinel.ssl.enabled=false", "off")]
    [InlineData("ssl.bundle=shop;sentinel.ssl=off", "off")]
    [InlineData("ssl.bundle=shop;sentinel.ssl.enabled=true", "with bundle shop")]
    [InlineData("ssl.bundle=shop;sentinel.ssl.bundle=depot", "with bundle depot")]
    [InlineData("ssl=true;sentinel.ssl.bundle=depot", "with bundle depot")]
    [InlineData("sentinel.ssl.bundle=depot", "with bundle depot")]
    [InlineData("sentinel.ssl.enabled=true", "on")]
    public void Read_Sentinels_AreSpokenToAsRedisUnlessTheySayOtherwise(string settings, string tls)
    {
        var reading = Read($"{settings};sentinel.master=m;sentinel.nodes=s".TrimStart(';'));

        Assert.Empty(reading.Problems);
        Assert.Equal(tls, Of(reading.Settings.Sentinel!.Tls));
    }

    [Fact]
    public void Read_TlsOfTheSentinelsAlone_LeavesRedisWithout() =>
        Assert.Null(Read("sentinel.ssl.bundle=depot;sentinel.master=m;sentinel.nodes=s").Settings.Tls);

    [Theory]
    [InlineData("sentinel.ssl.enabled=true")]
    [InlineData("sentinel.ssl.bundle=depot")]
    public void Read_TlsOfTheSentinels_AsksForSentinel(string settings) => Assert.Equal(
        ["spring.data.redis.sentinel.master", "spring.data.redis.sentinel.nodes"],
        Read(settings).Problems.Select(problem => problem.Path));

    [Theory]
    [InlineData("ssl.bundle=shop;ssl.enabled=false", "ssl.bundle (set in code) has no effect, because spring.data.redis.ssl.enabled (set in code) turns TLS off.")]
    [InlineData("sentinel.ssl.bundle=depot;sentinel.ssl.enabled=false;sentinel.master=m;sentinel.nodes=s", "sentinel.ssl.bundle (set in code) has no effect, because")]
    [InlineData("url=rediss://h;ssl.enabled=false", "ssl.enabled (set in code) has no effect, because spring.data.redis.url (set in code) asks for TLS.")]
    public void Read_TlsThatIsSetAndTurnedOff_IsWarnedAbout(string settings, string text)
    {
        var reading = Read(settings);

        Assert.Empty(reading.Problems);
        Assert.Contains(reading.Warnings, warning => warning.StartsWith("spring.data.redis." + text, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MissingBundleOfTheSentinels_IsAProblemOfTheirs() => Assert.Equal(
        "spring.data.redis.sentinel.ssl.bundle",
        Assert.Single(Read("ssl.bundle=shop;sentinel.ssl.bundle=depott;sentinel.master=m;sentinel.nodes=s").Problems).Path);

    private static string Of(object? tls) => tls?.ToString() ?? "off";

    private RedisSettingsReading Read(string settings) => rig.Read(
    [
        ("redis.enabled", "true"),
        ("spring.ssl.bundle.pem.shop.truststore.certificate", "root.pem"),
        ("spring.ssl.bundle.jks.depot.keystore.location", "shop.p12"),
        ("spring.ssl.bundle.jks.depot.keystore.password", BundleRig.Secret),
        .. settings.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).Select(pair => ($"spring.data.redis.{pair[0]}", (string?)pair[1])),
    ]);
}
