using Clustering.Redis.Internal;

namespace Clustering.Core.Tests.Configuration;

/// <summary>What the settings mean together.</summary>
public sealed class RedisSettingsTests
{
    [Fact]
    public void Read_NothingSet_IsOffWithSpringsDefaults()
    {
        var reading = RedisSettingsReader.Read(Configured.Pairs());

        Assert.Equal(new RedisSettings(), reading.Settings);
        Assert.False(reading.Settings.Enabled);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
    }

    [Theory]
    [InlineData("spring.redis.host=a", "spring.data.redis.host=b", "b")]
    [InlineData("spring.data.redis.host=a", "spring.redis.host=b", "b")]
    [InlineData("spring.data.redis.host=a", "SPRING_REDIS_HOST=b", "b")]
    [InlineData("SPRING_REDIS_HOST=a", "spring:redis:host=b", "b")]
    [InlineData("spring.redis.host=a", "spring.redis.port=1", "a")]
    [InlineData("spring.redis.host=a", "spring.redis.host=", "localhost")]
    public void Read_TwoProviders_TheLaterWinsInWhateverSpelling(string first, string second, string host) =>
        Assert.Equal(host, Configured.Redis(first, second).Settings.Host);

    [Fact]
    public void Read_BadValueThatALaterProviderReplaces_IsNoProblem()
    {
        var reading = Configured.Redis("spring.redis.port=x", "SPRING_DATA_REDIS_PORT=7000");

        Assert.Empty(reading.Problems);
        Assert.Equal(7000, reading.Settings.Port);
    }

    [Theory]
    [InlineData("spring.redis.host=a;spring.data.redis.host=b", "spring.redis.host", "spring.data.redis.host")]
    [InlineData("spring.redis.connect-timeout=5s;spring.redis.connectTimeout=6s", "spring.redis.connect-timeout", "spring.redis.connectTimeout")]
    [InlineData("spring.redis.ssl=true;spring.redis.ssl.enabled=false", "spring.redis.ssl", "spring.redis.ssl.enabled")]
    [InlineData("SPRING_REDIS_PORT=1;SPRING__REDIS__PORT=x", "SPRING_REDIS_PORT", "SPRING__REDIS__PORT")]
    [InlineData("spring.redis.sentinel.nodes=a;spring.redis.sentinel.nodes[0]=b;spring.redis.sentinel.master=m", "spring.redis.sentinel.nodes", "spring.redis.sentinel.nodes[0]")]
    [InlineData("spring.redis.sentinel.nodes[0]=a;spring:redis:sentinel:nodes:0=b;spring.redis.sentinel.master=m", "spring.redis.sentinel.nodes[0]", "spring:redis:sentinel:nodes:0")]
    public void Read_OneProviderContradictsItself_IsAProblemThatNamesBothKeys(string layer, string one, string other)
    {
        var problem = Assert.Single(Configured.Redis(layer).Problems);

        Assert.Contains(one, problem.Path, StringComparison.Ordinal);
        Assert.Contains(other, problem.Path, StringComparison.Ordinal);
        Assert.Contains("they differ", problem.Reason, StringComparison.Ordinal);
        Assert.Equal("Keep one of them.", problem.Remedy);
    }

    [Fact]
    public void Read_OneProviderContradictsItselfInASecret_ShowsNeither()
    {
        var problem = Assert.Single(Configured.Redis("spring.redis.password=hush1;spring.data.redis.password=hush2").Problems);

        Assert.DoesNotContain("hush", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spring.redis.timeout=5s;spring.data.redis.timeout=5000")]
    [InlineData("spring.redis.timeout=00:00:05;SPRING_REDIS_TIMEOUT=PT5S")]
    [InlineData("spring.redis.ssl=true;spring.redis.ssl.enabled=on;spring.redis.timeout=5s")]
    public void Read_OneProviderSaysTheSameTwice_IsNoProblem(string layer)
    {
        var reading = Configured.Redis(layer);

        Assert.Empty(reading.Problems);
        Assert.Equal(TimeSpan.FromSeconds(5), reading.Settings.Timeout);
    }

    [Fact]
    public void Read_ListInALaterProvider_ReplacesTheWholeList()
    {
        var settings = Configured.Redis(
            "spring.redis.sentinel.master=m;spring.redis.sentinel.nodes[0]=a;spring.redis.sentinel.nodes[1]=b",
            "spring.redis.sentinel.nodes[0]=c").Settings;

        Assert.Equal("c:26379", Assert.Single(settings.Sentinel!.Nodes).ToString());
    }

    [Theory]
    [InlineData("spring.redis.timeout=2s", 2, 2)]
    [InlineData("spring.redis.timeout=2s;spring.redis.connect-timeout=3s", 2, 3)]
    [InlineData("spring.redis.connect-timeout=3s", 5, 3)]
    [InlineData("spring.redis.host=a", 5, 5)]
    public void Read_TimeoutAlone_BoundsConnectingToo(string layer, int timeout, int connectTimeout)
    {
        var settings = Configured.Redis(layer).Settings;

        Assert.Equal((TimeSpan.FromSeconds(timeout), TimeSpan.FromSeconds(connectTimeout)), (settings.Timeout, settings.ConnectTimeout));
    }

    [Theory]
    [InlineData("redis://h", "h", 6379, null, null, 0, false)]
    [InlineData("redis://h:7000", "h", 7000, null, null, 0, false)]
    [InlineData("redis://h:7000/8", "h", 7000, null, null, 8, false)]
    [InlineData("redis://h/", "h", 6379, null, null, 0, false)]
    [InlineData("REDISS://h", "h", 6379, null, null, 0, true)]
    [InlineData("redis://pass@h", "h", 6379, null, "pass", 0, false)]
    [InlineData("redis://:pass@h", "h", 6379, null, "pass", 0, false)]
    [InlineData("redis://user:pass@h", "h", 6379, "user", "pass", 0, false)]
    [InlineData("redis://us%40er:p%2Fa%3Ass@h", "h", 6379, "us@er", "p/a:ss", 0, false)]
    [InlineData("redis://user:p@ss@h", "h", 6379, "user", "p@ss", 0, false)]
    [InlineData("redis://[::1]:7000/1", "::1", 7000, null, null, 1, false)]
    public void Read_Url_SaysAllOfIt(string url, string host, int port, string? username, string? password, int database, bool ssl)
    {
        var reading = RedisSettingsReader.Read(Configured.Pairs(("redis.enabled", "true"), ("spring.data.redis.url", url)));

        Assert.Empty(reading.Problems);
        var settings = reading.Settings;
        Assert.Equal((host, port, username, password), (settings.Host, settings.Port, settings.Username, settings.Password));
        Assert.Equal((database, ssl), (settings.Database, settings.Tls is not null));
    }

    [Fact]
    public void Read_UrlBesideSingleSettings_WinsAndSaysSo()
    {
        var reading = Configured.Redis(
            "redis.enabled=true;spring.data.redis.url=redis://u:p@h:1/2;spring.data.redis.host=x;spring.data.redis.port=9;spring.data.redis.username=x;spring.data.redis.password=hush;spring.data.redis.database=9");

        var settings = reading.Settings;
        Assert.Equal(("h", 1, "u", "p", 2), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
        Assert.Equal(5, reading.Warnings.Count(warning => warning.Contains("has no effect, because spring.data.redis.url", StringComparison.Ordinal)));
        Assert.DoesNotContain(reading.Warnings, warning => warning.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_UrlWithoutCredentials_LeavesThemToTheirOwnSettings()
    {
        var settings = Configured.Redis("spring.redis.url=redis://h;spring.redis.password=p;spring.redis.database=4").Settings;

        Assert.Equal(("p", 4), (settings.Password, settings.Database));
    }

    [Fact]
    public void Read_SentinelWithUrl_TakesCredentialsAndDatabaseFromTheUrl()
    {
        var reading = Configured.Redis(
            "redis.enabled=true;spring.redis.url=rediss://u:p@h:1/2;spring.redis.sentinel.master=m;spring.redis.sentinel.nodes=a");

        var settings = reading.Settings;
        Assert.Equal(("u", "p", 2, true), (settings.Username, settings.Password, settings.Database, settings.Tls is not null));
        Assert.NotNull(settings.Sentinel);
        Assert.Contains(reading.Warnings, warning => warning.StartsWith("The host in spring.redis.url", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Sentinel_HasCredentialsOfItsOwn()
    {
        var settings = Configured.Redis(
            "spring.redis.username=u;spring.redis.password=p;spring.redis.sentinel.master=m;spring.redis.sentinel.nodes=a").Settings;

        Assert.Null(settings.Sentinel!.Username);
        Assert.Null(settings.Sentinel.Password);

        settings = Configured.Redis(
            "spring.redis.sentinel.username=su;spring.redis.sentinel.password=sp;spring.redis.sentinel.master=m;spring.redis.sentinel.nodes=a").Settings;

        Assert.Equal(("su", "sp"), (settings.Sentinel!.Username, settings.Sentinel.Password));
        Assert.Null(settings.Password);
    }

    [Theory]
    [InlineData("a", "a:26379")]
    [InlineData("a:1", "a:1")]
    [InlineData("10.0.0.1:26380", "10.0.0.1:26380")]
    [InlineData("[::1]", "[::1]:26379")]
    [InlineData("[::1]:5", "[::1]:5")]
    [InlineData("redis_node_1", "redis_node_1:26379")]
    [InlineData("a,b,a:26379,A", "a:26379,b:26379")]
    public void Read_SentinelNodes_AreAddresses(string nodes, string read)
    {
        var reading = Configured.Redis($"redis.enabled=true;spring.redis.sentinel.master=m;spring.redis.sentinel.nodes={nodes}");

        Assert.Empty(reading.Problems);
        Assert.Equal(read, string.Join(',', reading.Settings.Sentinel!.Nodes));
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    public void Read_HostAsIpv6_LosesItsBrackets(string host) => Assert.Equal("::1", Configured.Redis($"spring.redis.host={host}").Settings.Host);

    [Fact]
    public void ToString_WithPasswords_ShowsNone()
    {
        var settings = Configured.Redis(
            "redis.enabled=true;spring.redis.password=hush1;spring.redis.sentinel.password=hush2;spring.redis.sentinel.master=m;spring.redis.sentinel.nodes=a;spring.redis.database=3").Settings;

        Assert.DoesNotContain("hush", settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", settings.Sentinel!.ToString(), StringComparison.Ordinal);
        Assert.Contains("'m' of the sentinels a:26379, database 3", settings.ToString(), StringComparison.Ordinal);
        Assert.Contains("with a password", settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PasswordWithBlanksAround_IsKeptAsItIsAndWarnedAbout()
    {
        var reading = RedisSettingsReader.Read(Configured.Pairs(("redis.enabled", "true"), ("spring.data.redis.password", " hush ")));

        Assert.Equal(" hush ", reading.Settings.Password);
        Assert.Equal(
            "spring.data.redis.password (set in code) begins or ends with a blank, which is taken for a part of it.",
            Assert.Single(reading.Warnings));
    }
}
