using System.Text;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Configuration;

namespace Clustering.Core.Tests.Configuration;

/// <summary><c>docs/configuration.md</c> against the declared settings: its tables say what the code does, its examples work.</summary>
public sealed class ConfigurationDocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "configuration.md"));

    public static TheoryData<string> Settings =>
        [.. RedisSettingTable.Schema.Settings.Concat(ClusteringSchema.Schema.Settings).Select(setting => setting.Path)];

    public static TheoryData<string, int> Examples =>
        new(Blocks("json").Select((_, index) => ("json", index))
            .Concat(Blocks("properties").Select((_, index) => ("properties", index)))
            .Concat(Blocks("sh").Select((_, index) => ("sh", index))));

    [Theory]
    [MemberData(nameof(Settings))]
    public void Table_OfASetting_SaysTypeDefaultAndMeaning(string path)
    {
        var setting = RedisSettingTable.Schema.Settings.Concat(ClusteringSchema.Schema.Settings).Single(setting => setting.Path == path);
        var row = Assert.Single(Rows(), row => row[0] == $"`{path}`");

        Assert.Equal(
            [$"`{path}`", setting.Type.Summary, setting.DefaultText.Length == 0 ? "" : $"`{setting.DefaultText}`", setting.Meaning],
            row.Take(4));
    }

    [Fact]
    public void Tables_HaveNoSettingThatIsNotDeclared()
    {
        var declared = Settings.Select(setting => $"`{setting.Data}`").ToHashSet();

        Assert.Equal(declared.Count, Rows().Count(row => row[0].StartsWith('`')));
        Assert.All(Rows().Where(row => row[0].StartsWith('`')), row => Assert.Contains(row[0], declared));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_IsReadWithoutAProblemOrAnUnknownName(string language, int index)
    {
        var configuration = ConfigurationLayers.Of(Read(language, Blocks(language)[index]));

        var redis = RedisSettingsReader.Read(configuration);
        var clustering = SettingsReader.Read(configuration, ClusteringSchema.Schema);

        Assert.True(redis.Settings.Enabled);
        Assert.Empty(redis.Problems);
        Assert.Empty(clustering.Problems);
        Assert.All(redis.Warnings, warning => Assert.Contains("is the older spelling", warning, StringComparison.Ordinal));
        Assert.Empty(clustering.Warnings);
    }

    [Fact]
    public void Code_IsThatOfTheCompiledSnippets()
    {
        var compiled = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "ConfigurationSnippets.cs"))
            .Select(line => line.Trim()).ToHashSet();

        Assert.Equal(2, Blocks("csharp").Count);
        Assert.All(Blocks("csharp").SelectMany(block => block), line => Assert.Contains(line.Trim(), compiled));
    }

    private static IEnumerable<string[]> Rows() => Lines
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    private static List<string[]> Blocks(string language)
    {
        var blocks = new List<string[]>();
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i] == "```" + language)
            {
                var block = Lines.Skip(i + 1).TakeWhile(line => line != "```").ToArray();
                blocks.Add(block);
                i += block.Length;
            }
        }

        return blocks;
    }

    private static IConfiguration Read(string language, string[] lines)
    {
        var text = string.Join('\n', lines);
        var builder = new ConfigurationBuilder();
        switch (language)
        {
            case "json":
                return builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build();

            case "sh" when text.StartsWith("dotnet ", StringComparison.Ordinal):
                return builder.AddCommandLine(text.Split(' ')[2..]).Build();

            case "sh":
                // As the provider of the environment does.
                return builder.AddPairs(lines.Select(line => line.Split('=', 2))
                    .Select(pair => (pair[0].Replace("__", ":", StringComparison.Ordinal), (string?)pair[1]))).Build();

            default:
                var folder = Directory.CreateTempSubdirectory("clustering-");
                try
                {
                    File.WriteAllText(Path.Combine(folder.FullName, "application.properties"), text);
                    return builder.SetBasePath(folder.FullName).AddPropertiesFile("application.properties").Build();
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
        }
    }
}
