using Clustering.Redis.Internal;

namespace Clustering.Core.Tests.Configuration;

/// <summary>A bad value ends in a report; an odd one in a warning.</summary>
public sealed class RedisSettingsProblemTests
{
    [Theory]
    [InlineData("redis.enabled", "maybe", "neither true nor false", "true or false")]
    [InlineData("spring.redis.port", "x", "not a whole number", "from 1 to 65535")]
    [InlineData("spring.redis.port", "0", "less than 1", "from 1 to 65535")]
    [InlineData("spring.redis.port", "65536", "more than 65535", "from 1 to 65535")]
    [InlineData("spring.redis.port", "99999999999999999999", "more than 65535", "from 1 to 65535")]
    [InlineData("spring.redis.port", "6379.0", "not a whole number", "from 1 to 65535")]
    [InlineData("spring.redis.port", "0x18eb", "not a whole number", "from 1 to 65535")]
    [InlineData("SPRING_REDIS_PORT", "tcp://10.0.0.1:6379", "an address", "enableServiceLinks")]
    [InlineData("spring.redis.database", "-1", "less than 0", "0 or more")]
    [InlineData("spring.redis.timeout", "soon", "'soon' is not a duration", "from 1ms to 24d")]
    [InlineData("spring.redis.timeout", "0", "0s is shorter than 1ms", "from 1ms to 24d")]
    [InlineData("spring.redis.timeout", "-1", "-1ms is shorter than 1ms", "from 1ms to 24d")]
    [InlineData("spring.redis.timeout", "25d", "25d is longer than 24d", "from 1ms to 24d")]
    [InlineData("spring.redis.connect-timeout", "5x", "no unit 'x'", "a number alone is milliseconds")]
    [InlineData("spring.redis.ssl", "tls", "neither true nor false", "true or false")]
    [InlineData("spring.redis.ssl.enabled", "2", "neither true nor false", "true or false")]
    [InlineData("spring.redis.host", "redis:6380", "It has a port in it", "Write redis, and set spring.data.redis.port to 6380")]
    [InlineData("spring.redis.host", "redis://h", "a scheme", "Set spring.data.redis.url to it")]
    [InlineData("spring.redis.host", "a b", "not a host name", "without a port")]
    [InlineData("spring.redis.client-name", "my app", "a blank", "without blanks")]
    [InlineData("spring.redis.url", "h:6379", "no scheme", "redis://user:password@host:port/database")]
    [InlineData("spring.redis.url", "http://h", "The scheme 'http' is not supported", "redis://user:password@host:port/database")]
    [InlineData("spring.redis.url", "redis-sentinel://h", "'redis-sentinel' is not supported", "spring.data.redis.sentinel.master")]
    [InlineData("spring.redis.url", "redis://h:x", "", "redis://")]
    [InlineData("spring.redis.url", "redis://h/db", "'/db' is not the number of a database", "/0")]
    [InlineData("spring.redis.url", "redis://h?timeout=5s", "Parameters after '?'", "%3F")]
    [InlineData("spring.redis.url", "redis://", "no host", "redis://")]
    [InlineData("spring.redis.cluster.nodes", "a:1", "Redis Cluster is not supported", "spring.data.redis.sentinel.master")]
    [InlineData("spring.redis.cluster.nodes[0]", "a:1", "Redis Cluster is not supported", "spring.data.redis.sentinel.master")]
    [InlineData("SPRING_DATA_REDIS_CLUSTER_NODES", "a:1", "Redis Cluster is not supported", "spring.data.redis.sentinel.master")]
    [InlineData("spring.data.redis.masterreplica.nodes", "a:1", "read from the primary alone", "spring.data.redis.host")]
    public void Read_BadValue_IsAProblemThatSaysWhereWhatAndWhatToDo(string key, string value, string reason, string remedy)
    {
        var problem = Assert.Single(RedisSettingsReader.Read(Configured.Pairs((key, value))).Problems);

        Assert.Equal(key, problem.Path);
        Assert.Equal("set in code", problem.Origin);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,,b", "One of the addresses is empty", "extra comma")]
    [InlineData("a,", "One of the addresses is empty", "extra comma")]
    [InlineData("redis://a:1", "begins with a scheme", "Write host:port alone: a:1.")]
    [InlineData("a:0", "has the port '0'", "from 1 to 65535")]
    [InlineData("a:70000", "has the port '70000'", "from 1 to 65535")]
    [InlineData("a:", "has the port ''", "from 1 to 65535")]
    [InlineData("a:x", "has the port 'x'", "from 1 to 65535")]
    [InlineData(":1", "has no host", "26379")]
    [InlineData("a b:1", "'a b' is not a host name", "26379")]
    [InlineData("::1", "neither a host nor an address with a port", "in brackets: [::1]")]
    [InlineData("[::1", "neither a host nor an address with a port", "[::1]:6379")]
    [InlineData("[a]:1", "neither a host nor an address with a port", "[::1]:6379")]
    [InlineData("a:1:2", "neither a host nor an address with a port", "host:port")]
    public void Read_BadSentinelNodes_IsOneProblem(string nodes, string reason, string remedy)
    {
        var problem = Assert.Single(Configured.Redis($"spring.redis.sentinel.master=m;spring.redis.sentinel.nodes={nodes}").Problems);

        Assert.Equal(("spring.redis.sentinel.nodes", nodes), (problem.Path, problem.Value));
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ListWithAGap_IsAProblem()
    {
        var problem = Assert.Single(Configured.Redis(
            "spring.redis.sentinel.master=m;spring.redis.sentinel.nodes[0]=a;spring.redis.sentinel.nodes[2]=c").Problems);

        Assert.Equal("spring.redis.sentinel.nodes[2]", problem.Path);
        Assert.Contains("no element 1", problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spring.redis.sentinel.master=m", "spring.data.redis.sentinel.nodes", "spring.redis.sentinel.master")]
    [InlineData("spring.redis.sentinel.nodes=a", "spring.data.redis.sentinel.master", "spring.redis.sentinel.nodes")]
    [InlineData("spring.redis.sentinel.master=m;spring.redis.sentinel.nodes=", "spring.data.redis.sentinel.nodes", "spring.redis.sentinel.master")]
    public void Read_HalfOfSentinel_IsAProblemThatNamesTheOtherHalf(string layer, string missing, string given)
    {
        var problem = Assert.Single(Configured.Redis(layer).Problems);

        Assert.Equal((missing, null), (problem.Path, problem.Value));
        Assert.Contains(given, problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SentinelPasswordAlone_AsksForSentinel() => Assert.Equal(
        ["spring.data.redis.sentinel.master", "spring.data.redis.sentinel.nodes"],
        Configured.Redis("spring.redis.sentinel.password=hush").Problems.Select(problem => problem.Path));

    [Theory]
    [InlineData("redis://user:hush@h:x")]
    [InlineData("redis://:hush@h?x")]
    [InlineData("redis://:hush/hush@h")]
    [InlineData("redis://:hush")]
    [InlineData("user:hush@h")]
    [InlineData("rediss-sentinel://hush@h")]
    [InlineData("redis://user:hush@h/hushless-db")]
    public void Read_BadUrl_NeverShowsThePassword(string url)
    {
        var problem = Assert.Single(RedisSettingsReader.Read(Configured.Pairs(("spring.redis.url", url))).Problems);

        Assert.DoesNotContain(":hush", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush@", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains("***", problem.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnsupportedPassword_IsNotShown() =>
        Assert.Equal("***", Assert.Single(Configured.Redis("spring.redis.cluster.password=hush").Problems).Value);

    [Fact]
    public void Read_ManyBadValues_ReportsEach()
    {
        var problems = Configured.Redis("spring.redis.port=x;spring.redis.timeout=y;spring.redis.ssl=z;spring.redis.sentinel.nodes=:").Problems;

        Assert.Equal(5, problems.Count);
    }

    [Theory]
    [InlineData("spring.redis.sentinel.node", "spring.redis.sentinel.nodes")]
    [InlineData("spring.data.redis.hots", "spring.data.redis.host")]
    [InlineData("spring.redis.passwd", "spring.redis.password")]
    [InlineData("SPRING_REDIS_SENTINEL_MASTR", "spring.redis.sentinel.master")]
    [InlineData("SPRING:REDIS:CONNECT_TIMOUT", "spring.redis.connect-timeout")]
    [InlineData("redis.enable", "redis.enabled")]
    [InlineData("REDIS_ENABLE", "redis.enabled")]
    public void Read_UnknownKey_WarnsAndSuggestsTheNearest(string key, string suggestion)
    {
        var reading = RedisSettingsReader.Read(Configured.Pairs((key, "x")));

        Assert.Empty(reading.Problems);
        var warning = Assert.Single(reading.Warnings);
        Assert.StartsWith($"{key} (set in code) is not a setting", warning, StringComparison.Ordinal);
        Assert.EndsWith($"Did you mean {suggestion}?", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownKeyLikeNone_WarnsWithoutSuggestion() => Assert.Equal(
        "spring.redis.wallpaper (set in code) is not a setting and has no effect.",
        Assert.Single(Configured.Redis("spring.redis.wallpaper=x").Warnings));

    [Theory]
    [InlineData("redis.connection=x")]
    [InlineData("REDIS_URL=redis://h")]
    [InlineData("REDIS_PORT=tcp://10.0.0.1:6379")]
    [InlineData("spring.application.name=x")]
    [InlineData("spring.data.mongodb.uri=x")]
    [InlineData("SPRINGFIELD=x")]
    public void Read_SomebodyElsesKey_IsLeftAlone(string layer)
    {
        var reading = Configured.Redis(layer);

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void Read_PoolAndClientSettings_AreNamedInOneLine()
    {
        var reading = Configured.Redis(
            "redis.enabled=true;spring.data.redis.client-type=jedis;spring.data.redis.lettuce.pool.max-active=8;SPRING_DATA_REDIS_JEDIS_POOL_MAX_IDLE=8;spring.data.redis.lettuce.shutdown-timeout=5x");

        Assert.Empty(reading.Problems);
        var warning = Assert.Single(reading.Warnings);
        Assert.StartsWith("Without effect", warning, StringComparison.Ordinal);
        Assert.All(
            ["client-type", "max-active", "SPRING_DATA_REDIS_JEDIS_POOL_MAX_IDLE", "shutdown-timeout"],
            name => Assert.Contains(name, warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_OldSpelling_IsNamedInOneLine()
    {
        var warning = Assert.Single(Configured.Redis("redis.enabled=true;spring.redis.host=h;SPRING_REDIS_PORT=1;spring.data.redis.database=1").Warnings);

        Assert.Contains("spring.redis.host (set in code), SPRING_REDIS_PORT (set in code): spring.redis.* is the older spelling", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ConnectionWithoutTheSwitch_WarnsThatItIsOff() => Assert.Contains(
        "spring.data.redis.host (set in code) is set, but redis.enabled is not",
        Assert.Single(Configured.Redis("spring.data.redis.host=h").Warnings),
        StringComparison.Ordinal);

    [Fact]
    public void Read_SwitchedOff_TurnsProblemsIntoWarnings()
    {
        var reading = Configured.Redis("redis.enabled=false;spring.data.redis.port=x");

        Assert.Empty(reading.Problems);
        Assert.Contains("'x' is not a whole number", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spring.data.redis.port", "6379")]
    [InlineData("spring.data.redis.timeout", "5s")]
    [InlineData("redis.enabled", "false")]
    public void Read_BlankValue_PutsTheDefaultBackAndSaysSo(string key, string defaultText)
    {
        var reading = Configured.Redis($"{key}=5", $"{key}= ");

        Assert.Empty(reading.Problems);
        Assert.Equal($"{key} (set in code) is blank, so the default applies: {defaultText}.", Assert.Single(reading.Warnings));
    }

    [Fact]
    public void Read_JsonNull_PutsTheDefaultBackSilently()
    {
        var reading = RedisSettingsReader.Read(Configured.Json("""{ "redis": { "enabled": true }, "spring": { "data": { "redis": { "port": null } } } }"""));

        Assert.Equal(6379, reading.Settings.Port);
        Assert.Empty(reading.Warnings);
    }
}
