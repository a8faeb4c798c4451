using System.Text;
using Clustering.Configuration.Internal;
using Clustering.Core.Tests.Documentation;
using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Configuration;

namespace Clustering.Core.Tests.Configuration;

/// <summary><c>docs/configuration.md</c> against the declared settings: its tables say what the code does, its examples work.</summary>
public sealed class ConfigurationDocumentationTests
{
    private const string PagePath = "docs/configuration.md";

    private static readonly Page Document = new(PagePath);

    public static TheoryData<string> Settings =>
        [.. RedisSettingTable.Schema.Settings.Concat(ClusteringSchema.Schema.Settings).Select(setting => setting.Path)];

    public static TheoryData<string, string, int> Examples => [.. Of(PagePath, "json").Concat(Of(PagePath, "properties")).Concat(Of(PagePath, "sh"))
        .Concat(Of("README.md", "json")).Concat(Of("src/Clustering.AspNetCore/README.md", "json"))];

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
    public void Example_IsReadWithoutAProblemOrAnUnknownName(string path, string language, int index)
    {
        var configuration = ConfigurationLayers.Of(Read(language, new Page(path).Blocks(language)[index]));

        using var folder = new CertificateFolder();
        using var authority = new CertificateAuthority();
        var certificate = authority.Issue("shop");
        folder.WritePem("certificates/root.pem", authority.Certificate);
        folder.WritePem("certificates/shop.pem", certificate);
        folder.WriteKey("certificates/shop.key", certificate);
        folder.WritePkcs12("certificates/root.p12", "changeit", authority.Certificate);
        folder.WritePkcs12("certificates/shop.p12", "changeit", certificate);

        var redis = RedisSettingsReader.Read(configuration, folder.Path, TimeProvider.System);
        var clustering = SettingsReader.Read(configuration, ClusteringSchema.Schema);

        Assert.True(redis.Settings.Enabled);
        Assert.Empty(redis.Problems);
        Assert.Empty(clustering.Problems);
        Assert.All(redis.Warnings, warning => Assert.Contains("is the older spelling", warning, StringComparison.Ordinal));
        Assert.Empty(clustering.Warnings);
    }

    private static IEnumerable<(string, string, int)> Of(string path, string language) =>
        new Page(path).Blocks(language).Select((_, index) => (path, language, index));

    private static IEnumerable<string[]> Rows() => Document.Rows.Select(row => row.Values.ToArray());

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
