using System.Text;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Configuration;

namespace Clustering.Core.Tests.Configuration;

/// <summary>Whatever is written, the outcome is a value or a clear word about it.</summary>
public sealed class ConfigurationFuzzTests
{
    private readonly int _seed = Environment.TickCount;

    [Fact]
    public void Load_AnyText_IsReadOrRefusedWithALine()
    {
        var random = new Random(_seed);
        for (var i = 0; i < 5_000; i++)
        {
            var text = Text(random, "ab.=: \t\\\n\r#!-[],u0{}$é\0", random.Next(40));
            var provider = new PropertiesConfigurationSource().Build(new ConfigurationBuilder());
            try
            {
                ((PropertiesConfigurationProvider)provider).Load(new MemoryStream(Encoding.UTF8.GetBytes(text)));
            }
            catch (FormatException exception)
            {
                Assert.True(exception.Message.StartsWith("Line ", StringComparison.Ordinal), $"seed {_seed}, text '{text}': {exception.Message}");
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {_seed}, text '{text}': {exception}");
            }
        }
    }

    [Fact]
    public void Read_AnyValueOfAnySetting_IsUsedOrReportedOrBlank()
    {
        var random = new Random(_seed);
        IReadOnlyList<Setting> settings = [.. RedisSettingTable.Schema.Settings, .. ClusteringSchema.Schema.Settings];
        SettingSchema schema = new(settings);
        for (var i = 0; i < 5_000; i++)
        {
            var setting = settings[random.Next(settings.Count)];
            var text = Text(random, "0123456789abdehimnprstPT:/.,@[]+- ?#%é\u0001", random.Next(1, 20));

            var values = SettingsReader.Read(ConfigurationLayers.Of(Configured.Pairs((setting.Path, text))), schema);

            values = setting.IsNamed ? values.Named.Values.Single() : values;
            var outcomes = (values.Find(setting) is null ? 0 : 1) + values.Problems.Count + (string.IsNullOrWhiteSpace(text) && !setting.Type.IsSecret ? 1 : 0);
            Assert.True(outcomes == 1, $"seed {_seed}: {setting} = '{text}' had {outcomes} outcomes");
            Assert.All(values.Problems, problem => Assert.False(
                string.IsNullOrWhiteSpace(problem.Reason) || string.IsNullOrWhiteSpace(problem.Remedy), $"seed {_seed}: {problem}"));
        }
    }

    private static string Text(Random random, string alphabet, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)]));
}
