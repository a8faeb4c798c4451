using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Clustering.Redis.Internal;

namespace Clustering.Core.Tests.Configuration;

/// <summary><c>AddPropertiesFile</c>: the syntax, the placeholders, and where a value came from.</summary>
public sealed class PropertiesFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clustering-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a:b", "a", "b")]
    [InlineData("a b", "a", "b")]
    [InlineData("a\tb", "a", "b")]
    [InlineData("a = b", "a", "b")]
    [InlineData("a : b", "a", "b")]
    [InlineData("  a=b", "a", "b")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a= :b", "a", ":b")]
    [InlineData("a=b ", "a", "b ")]
    [InlineData("a=", "a", "")]
    [InlineData("a", "a", "")]
    [InlineData("a=b#c", "a", "b#c")]
    [InlineData("#x=y\na=b", "a", "b")]
    [InlineData("!x=y\na=b", "a", "b")]
    [InlineData("  # x\n\n  \t\na=b", "a", "b")]
    [InlineData("# x \\\na=b", "a", "b")]
    [InlineData("a=b\\\n   c", "a", "bc")]
    [InlineData("a=b\\\r\n   c", "a", "bc")]
    [InlineData("a=b\\\n#c", "a", "b#c")]
    [InlineData("a=b\\", "a", "b")]
    [InlineData("a=1\r\nb=2", "b", "2")]
    [InlineData("a=1\rb=2", "b", "2")]
    [InlineData("a=1\na=2", "a", "2")]
    [InlineData("A=1\na=2", "a", "2")]
    [InlineData("a=C:\\\\x\\y", "a", "C:\\xy")]
    [InlineData("a=\\t\\n\\r\\f\\=\\q", "a", "\t\n\r\f=q")]
    [InlineData("a=\\u00e9\\u00E8", "a", "éè")]
    [InlineData("a=é", "a", "é")]
    [InlineData("a\\=b=c", "a=b", "c")]
    [InlineData("a\\ b=c", "a b", "c")]
    [InlineData("a.b.c=d", "a:b:c", "d")]
    [InlineData("a.b[0]=d", "a:b:0", "d")]
    [InlineData("a[x.y].z=d", "a:x.y:z", "d")]
    [InlineData("a[]=x, y,z", "a:1", "y")]
    [InlineData("a[]=x, y,z", "a:2", "z")]
    [InlineData("a[]=x\\,y,z", "a:0", "x,y")]
    [InlineData("a=1\n#---\na=2", "a", "2")]
    [InlineData("a=1\n!---\nb=2", "a", "1")]
    [InlineData("\uFEFFa=b", "a", "b")]
    public void Load_Syntax_IsReadAsJavaAndSpringDo(string text, string key, string value) => Assert.Equal(value, Load(text)[key]);

    [Fact]
    public void Load_NotUtf8_IsLatin1()
    {
        var configuration = Load(Encoding.Latin1.GetBytes("a=é"));

        Assert.Equal("é", configuration["a"]);
    }

    [Theory]
    [InlineData("h=x\na=${h}", "x")]
    [InlineData("a=${h}\nh=x", "x")]
    [InlineData("a=<${h}|${h}>\nh=x", "<x|x>")]
    [InlineData("a=${nobody:y}", "y")]
    [InlineData("a=${nobody:}", "")]
    [InlineData("a=${nobody:redis://h:1}", "redis://h:1")]
    [InlineData("a=${nobody:${h}}\nh=x", "x")]
    [InlineData("a=${nobody:${noone:z}}", "z")]
    [InlineData("a=${h-${n}}\nn=1\nh-1=x", "x")]
    [InlineData("a=${b}\nb=${c}\nc=x", "x")]
    [InlineData("a=${b.c[0]}\nb.c[0]=x", "x")]
    [InlineData("a=\\\\${h}\nh=x", "${h}")]
    [InlineData("a=$x}{", "$x}{")]
    public void Load_Placeholder_IsReplaced(string text, string value) => Assert.Equal(value, Load(text)["a"]);

    [Theory]
    [InlineData("x=1\na=${nobody}", "Line 2: 'a' needs 'nobody', which is set neither in this file, nor in what was added before it, nor in the environment.")]
    [InlineData("a=${b}\nb=${c}\nc=${a}", "in a circle: a -> b -> c -> a.")]
    [InlineData("a=${a}", "in a circle: a -> a.")]
    [InlineData("a=${b", "Line 1: in 'a', a placeholder that begins with '${' has no '}'.")]
    [InlineData("\n\na=\\u00g0", "Line 3: '\\u' must be followed by four hexadecimal digits")]
    [InlineData("a=\\u00", "four hexadecimal digits")]
    [InlineData("#---\nspring.config.activate.on-profile=prod\na=b", "Line 2: 'spring.config.activate.on-profile' makes a document depend on a profile")]
    public void Load_WhatCannotBeRead_NamesFileAndLine(string text, string reason)
    {
        var exception = Assert.Throws<InvalidDataException>(() => Load(text));

        Assert.Contains("application.properties", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.IsType<FormatException>(exception.InnerException).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("REDIS_HOST")]
    [InlineData("redis.host")]
    [InlineData("redis:host")]
    public void Load_PlaceholderOfAnEarlierProvider_IsReplaced(string key)
    {
        Write("a=${redis.host}");

        var plain = new ConfigurationBuilder().SetBasePath(_folder.FullName).AddPairs([(key, "x")]).AddPropertiesFile("application.properties").Build();
        using var manager = new ConfigurationManager();
        manager.SetBasePath(_folder.FullName).AddPairs([(key, "x")]).AddPropertiesFile("application.properties");

        Assert.Equal("x", plain["a"]);
        Assert.Equal("x", manager["a"]);
    }

    [Fact]
    public void Load_PlaceholderOfTwoEarlierProviders_IsTheLater()
    {
        Write("a=${h}");
        var chained = Configured.Pairs(("h", "chained"));

        using var manager = new ConfigurationManager();
        manager.SetBasePath(_folder.FullName).AddPairs([("h", "1")]).AddConfiguration(chained).AddPropertiesFile("application.properties").AddPairs([("h", "3")]);
        Assert.Equal("chained", manager["a"]);

        ((IConfigurationRoot)manager).Reload();
        Assert.Equal("chained", manager["a"]);

        Assert.Equal("2", new ConfigurationBuilder().SetBasePath(_folder.FullName)
            .AddConfiguration(chained).AddPairs([("h", "2")]).AddPropertiesFile("application.properties").Build()["a"]);
    }

    [Fact]
    public void Load_PlaceholderOfTheEnvironment_IsReplaced()
    {
        var name = $"T{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, "x");
        try
        {
            Assert.Equal("x", Load($"a=${{{name}}}")["a"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void AddPropertiesFile_Missing_FailsUnlessOptional()
    {
        var builder = new ConfigurationBuilder().SetBasePath(_folder.FullName);

        Assert.Empty(builder.AddPropertiesFile("none.properties", optional: true).Build().AsEnumerable());
        Assert.Throws<FileNotFoundException>(() => builder.AddPropertiesFile("none.properties").Build());
    }

    [Fact]
    public async Task AddPropertiesFile_ReloadOnChange_IsReadAgain()
    {
        Write("a=1");
        using var manager = new ConfigurationManager();
        manager.SetBasePath(_folder.FullName).AddPropertiesFile("application.properties", reloadOnChange: true);
        Assert.Equal("1", manager["a"]);

        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = ChangeToken.OnChange(((IConfiguration)manager).GetReloadToken, () =>
        {
            if (manager["a"] == "2")
            {
                changed.TrySetResult();
            }
        });
        Write("a=2");

        await changed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal("2", manager["a"]);
    }

    [Fact]
    public void Read_BadValue_NamesFileAndLine()
    {
        var problem = Assert.Single(RedisSettingsReader.Read(Load("# Redis\n\nspring.redis.connect-timeout = \\\n   5x\n")).Problems);

        Assert.Equal(("spring.redis.connect-timeout", "5x", "application.properties, line 3"), (problem.Path, problem.Value, problem.Origin));
    }

    [Fact]
    public void Read_ASpringFile_IsTheSettings()
    {
        var reading = RedisSettingsReader.Read(Load(
            """
            # FlowerDocs
            redis.enabled=true
            spring.redis.sentinel.master=${REDIS_MASTER:mymaster}
            spring.redis.sentinel.nodes[]=sentinel-1,\
                sentinel-2:26380
            spring.redis.password=p\u00e4ss
            spring.redis.timeout=60000
            """));

        Assert.Empty(reading.Problems);
        Assert.Equal("mymaster", reading.Settings.Sentinel!.Master);
        Assert.Equal("sentinel-1:26379,sentinel-2:26380", string.Join(',', reading.Settings.Sentinel.Nodes));
        Assert.Equal("päss", reading.Settings.Password);
        Assert.Equal(TimeSpan.FromMinutes(1), reading.Settings.ConnectTimeout);
    }

    private IConfigurationRoot Load(string text) => Load(Encoding.UTF8.GetBytes(text));

    private IConfigurationRoot Load(byte[] text)
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "application.properties"), text);
        return new ConfigurationBuilder().SetBasePath(_folder.FullName).AddPropertiesFile("application.properties").Build();
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "application.properties"), text);
}
