using System.Text;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Configuration;

namespace Clustering.Core.Tests.Configuration;

/// <summary>One setting, many ways to write it.</summary>
public sealed class RedisSettingsSpellingTests
{
    [Theory]
    [InlineData("spring.data.redis.connect-timeout")]
    [InlineData("spring.redis.connect-timeout")]
    [InlineData("spring:redis:connect-timeout")]
    [InlineData("spring:data:redis:connectTimeout")]
    [InlineData("spring.redis.connectTimeout")]
    [InlineData("spring.redis.connect_timeout")]
    [InlineData("Spring:Redis:ConnectTimeout")]
    [InlineData("SPRING.REDIS.CONNECTTIMEOUT")]
    [InlineData("spring:redis.connect-timeout")]
    [InlineData("SPRING_REDIS_CONNECTTIMEOUT")]
    [InlineData("SPRING_REDIS_CONNECT_TIMEOUT")]
    [InlineData("SPRING_DATA_REDIS_CONNECTTIMEOUT")]
    [InlineData("SPRING_DATA_REDIS_CONNECT_TIMEOUT")]
    [InlineData("spring_redis_connect_timeout")]
    [InlineData("SPRING:REDIS:CONNECTTIMEOUT")]
    [InlineData("SPRING:REDIS:CONNECT_TIMEOUT")]
    public void Read_AnySpellingOfAKey_IsTheSetting(string key)
    {
        var reading = RedisSettingsReader.Read(Configured.Pairs(("redis.enabled", "true"), (key, "2s")));

        Assert.Equal(TimeSpan.FromSeconds(2), reading.Settings.ConnectTimeout);
        Assert.Empty(reading.Problems);
        Assert.DoesNotContain(reading.Warnings, warning => warning.Contains("not a setting", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("spring.redis.sentinel.nodes=a:1,b:2")]
    [InlineData("spring.redis.sentinel.nodes= a:1 , b:2 ")]
    [InlineData("spring.redis.sentinel.nodes[0]=a:1;spring.redis.sentinel.nodes[1]=b:2")]
    [InlineData("spring:redis:sentinel:nodes:0=a:1;spring:redis:sentinel:nodes:1=b:2")]
    [InlineData("spring:redis:sentinel:nodes:1=b:2;spring:redis:sentinel:nodes:0=a:1")]
    [InlineData("SPRING_REDIS_SENTINEL_NODES=a:1,b:2")]
    [InlineData("SPRING_REDIS_SENTINEL_NODES_0=a:1;SPRING_REDIS_SENTINEL_NODES_1=b:2")]
    [InlineData("SPRING:REDIS:SENTINEL_NODES=a:1,b:2")]
    [InlineData("SPRING:REDIS:SENTINEL:NODES_0=a:1;SPRING:REDIS:SENTINEL:NODES_1=b:2")]
    [InlineData("spring.data.redis.sentinel.nodes=a:1,b:2;spring.redis.sentinel.nodes[0]=a:1;spring.redis.sentinel.nodes[1]=b:2")]
    public void Read_AnySpellingOfAList_IsTheList(string pairs)
    {
        var reading = Configured.Redis(pairs + ";spring.redis.sentinel.master=m;redis.enabled=true");

        Assert.Empty(reading.Problems);
        Assert.Equal(["a:1", "b:2"], reading.Settings.Sentinel!.Nodes.Select(node => node.ToString()));
    }

    [Theory]
    [InlineData("""{ "redis": { "enabled": true }, "spring": { "redis": { "host": "a", "port": 7000, "ssl": true } } }""")]
    [InlineData("""{ "redis.enabled": true, "spring.redis.host": "a", "spring.redis.port": "7000", "spring.redis.ssl": true }""")]
    [InlineData("""{ "redis": { "enabled": "on" }, "spring": { "data": { "redis": { "host": "a", "port": 7000, "ssl": { "enabled": true } } } } }""")]
    [InlineData("""{ "redis": { "enabled": true }, "spring": { "ssl": { "bundle": { "pem": { "b": { "protocol": "TLS" } } } }, "redis": { "host": "a", "port": 7000, "ssl": { "bundle": "b" } } } }""")]
    [InlineData("""{ "redis": { "enabled": true }, "spring.redis": { "url": "rediss://a:7000" } }""")]
    public void Read_AsJson_IsTheSettings(string json)
    {
        var reading = RedisSettingsReader.Read(Configured.Json(json));

        Assert.Empty(reading.Problems);
        Assert.Equal((true, "a", 7000, true), (reading.Settings.Enabled, reading.Settings.Host, reading.Settings.Port, reading.Settings.Tls is not null));
    }

    [Fact]
    public void Read_FromTheRealEnvironment_TakesEverySpelling()
    {
        var prefix = $"T{Guid.NewGuid():N}_";
        (string Name, string Value)[] variables =
        [
            ("REDIS_ENABLED", "true"),
            ("SPRING__REDIS__DATABASE", "3"),
            ("SPRING_REDIS_SENTINEL_MASTER", "m"),
            ("SPRING_REDIS_SENTINEL_NODES_0", "a"),
            ("spring.redis.password", "p"),
        ];
        try
        {
            foreach (var (name, value) in variables)
            {
                Environment.SetEnvironmentVariable(prefix + name, value);
            }

            var reading = RedisSettingsReader.Read(new ConfigurationBuilder().AddEnvironmentVariables(prefix).Build());

            Assert.Empty(reading.Problems);
            Assert.True(reading.Settings.Enabled);
            Assert.Equal(3, reading.Settings.Database);
            Assert.Equal("p", reading.Settings.Password);
            Assert.Equal("a:26379", Assert.Single(reading.Settings.Sentinel!.Nodes).ToString());
        }
        finally
        {
            foreach (var (name, _) in variables)
            {
                Environment.SetEnvironmentVariable(prefix + name, null);
            }
        }
    }

    [Fact]
    public void Read_FromTheCommandLine_TakesDottedKeys()
    {
        var configuration = new ConfigurationBuilder()
            .AddCommandLine(["--redis.enabled=true", "--spring.redis.timeout=500ms", "--spring.redis.sentinel.nodes[0]=a:1", "--spring.redis.sentinel.master", "m"])
            .Build();

        var reading = RedisSettingsReader.Read(configuration);

        Assert.Empty(reading.Problems);
        Assert.Equal(TimeSpan.FromMilliseconds(500), reading.Settings.Timeout);
        Assert.Equal("m", reading.Settings.Sentinel!.Master);
    }

    [Fact]
    public void Read_SpringApplicationJson_WinsOverItsProviderAndLosesToTheNext()
    {
        var reading = Configured.Redis(
            """SPRING_REDIS_PORT=1;SPRING_REDIS_DATABASE=1;SPRING_APPLICATION_JSON={"redis":{"enabled":true},"spring":{"redis":{"port":2,"database":2,"sentinel":{"master":"m","nodes":["a","b"]}}}}""",
            "spring.redis.database=3");

        Assert.Empty(reading.Problems);
        Assert.True(reading.Settings.Enabled);
        Assert.Equal(2, reading.Settings.Port);
        Assert.Equal(3, reading.Settings.Database);
        Assert.Equal(2, reading.Settings.Sentinel!.Nodes.Count);
    }

    [Theory]
    [InlineData("{not json", "It is not JSON")]
    [InlineData("[1]", "not an object")]
    public void Read_SpringApplicationJsonThatIsNone_IsAProblemThatShowsNoneOfIt(string json, string reason)
    {
        var problem = Assert.Single(RedisSettingsReader.Read(Configured.Pairs(("SPRING_APPLICATION_JSON", json))).Problems);

        Assert.Equal("SPRING_APPLICATION_JSON", problem.Path);
        Assert.Equal("***", problem.Value);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ChainedConfiguration_KeepsTheOrderOfItsProviders()
    {
        var inner = Configured.Layers("spring.redis.host=a;spring.redis.port=1", "SPRING_DATA_REDIS_HOST=b");
        var configuration = new ConfigurationBuilder().AddConfiguration(inner).AddPairs([("spring.redis.port", "2")]).Build();

        var settings = RedisSettingsReader.Read(configuration).Settings;

        Assert.Equal(("b", 2), (settings.Host, settings.Port));
    }

    [Fact]
    public void Read_ConfigurationThatIsNoRoot_IsReadAllTheSame()
    {
        var section = Configured.Pairs(("tenant:redis.enabled", "true"), ("tenant:spring:redis:host", "a")).GetSection("tenant");

        var reading = RedisSettingsReader.Read(section);

        Assert.Equal((true, "a"), (reading.Settings.Enabled, reading.Settings.Host));
    }

    [Fact]
    public void Read_JsonFile_NamesTheFileInAProblem()
    {
        var folder = Directory.CreateTempSubdirectory("clustering-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "appsettings.json"), """{ "spring": { "redis": { "port": "x" } } }""", Encoding.UTF8);
            var configuration = new ConfigurationBuilder().SetBasePath(folder.FullName).AddJsonFile("appsettings.json").Build();

            var problem = Assert.Single(RedisSettingsReader.Read(configuration).Problems);

            Assert.Equal(("spring:redis:port", "x", "appsettings.json"), (problem.Path, problem.Value, problem.Origin));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
