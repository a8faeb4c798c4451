using System.Text.RegularExpressions;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;

namespace Clustering.Core.Tests.Documentation;

/// <summary>All pages against the code: what they show compiles, what they name exists, what their tables say is so.</summary>
public sealed partial class DocumentationTests
{
    private const string FirstPage = "README.md";

    private static readonly string[] PackagePages = ["src/Clustering.AspNetCore/README.md", "src/Clustering.Core/README.md"];

    private static readonly string[] Folders = ["src/", "tests/", "samples/", "docs/", "eng/", "benchmarks/"];

    // What pages say of the platform and no source of ours has to name.
    private static readonly string[] Elsewhere = ["DistributedSession"];

    // The samples are in the solution, so what stands there compiles.
    private static readonly Lazy<string[][]> Compiled = new(() =>
        [.. Repository.FilesOf("samples", ".cs").Select(file => Written(Repository.ReadLines(file)))]);

    private static readonly Lazy<HashSet<string>> Identifiers = new(() =>
        [.. new[] { "src", "tests", "samples", "benchmarks", "eng" }
            .SelectMany(folder => new[] { ".cs", ".lua", "proj" }.SelectMany(extension => Repository.FilesOf(folder, extension)))
            .SelectMany(file => Words().Matches(Repository.ReadText(file)).Select(word => word.Value))]);

    private static readonly Lazy<ILookup<string, string>> TestClasses = new(() => Repository.FilesOf("tests", ".cs")
        .Select(Repository.ReadText)
        .SelectMany(text => ClassDeclarations().Matches(text).Select(match => (Class: match.Groups[1].Value, Text: text)))
        .ToLookup(found => found.Class, found => found.Text));

    public static TheoryData<string> Pages => [.. Page.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_StandsInACompiledSample(string path)
    {
        foreach (var block in new Page(path).Blocks("csharp"))
        {
            var lines = Written(block);

            Assert.True(
                Compiled.Value.Any(sample => Contains(sample, lines)),
                $"{path}: no file under samples/ has these lines in this order, so nobody knows whether they compile:\n{string.Join('\n', block)}");
        }
    }

    [Fact]
    public void Samples_AreAllInTheSolution()
    {
        var solution = Repository.ReadText("Clustering.sln").Replace('\\', '/');

        Assert.All(Repository.FilesOf("samples", ".csproj"), project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Defaults_AreThoseOfTheOptions(string path)
    {
        var settings = RedisSettingTable.Schema.Settings.Concat(ClusteringSchema.Schema.Settings).ToDictionary(setting => $"`{setting.Path}`");
        foreach (var row in new Page(path).Rows.Where(row => row.ContainsKey("Setting") && row.ContainsKey("Default")))
        {
            Assert.True(settings.TryGetValue(row["Setting"], out var setting), $"{path}: there is no setting {row["Setting"]}.");
            Assert.Equal(
                (setting.Path, setting.DefaultText.Length == 0 ? "" : $"`{setting.DefaultText}`", setting.Meaning),
                (setting.Path, row["Default"], row["Meaning"]));
        }
    }

    [Fact]
    public void Defaults_OfAFeaturesPage_AreComplete()
    {
        foreach (var (page, section) in new[] { ("docs/sessions.md", "Clustering:Sessions:"), ("docs/nodes.md", "Clustering:Nodes:"), ("docs/locks.md", "Clustering:Locks:"), ("docs/reservations.md", "Clustering:Reservations:"), ("docs/caches.md", "Clustering:Caches:"), ("docs/operations.md", "Clustering:Operations:") })
        {
            Assert.Equal(
                ClusteringSchema.Schema.Settings.Where(setting => setting.Path.StartsWith(section, StringComparison.Ordinal)).Select(setting => $"`{setting.Path}`"),
                new Page(page).Rows.Where(row => row.ContainsKey("Default")).Select(row => row["Setting"]));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadSomewhere(string path)
    {
        var folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        foreach (var link in new Page(path).Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (file, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
            var target = file.Length == 0 ? path : Normal(folder, file);

            Assert.True(Repository.Exists(target), $"{path} links to {link}, but there is no {target}.");
            if (anchor is not null)
            {
                Assert.True(new Page(target).Anchors.Contains(anchor), $"{path} links to {link}, but {target} has no such heading.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Tests_ThatAreNamed_Exist(string path)
    {
        foreach (var match in new Page(path).CodeSpans.Select(span => TestNames().Match(span)).Where(match => match.Success))
        {
            var (name, member) = (match.Groups[1].Value, match.Groups[2].Value);

            Assert.True(TestClasses.Value.Contains(name), $"{path} names {match.Value}, but there is no class {name} under tests/.");
            Assert.True(
                member.Length == 0 || TestClasses.Value[name].Any(text => text.Contains($" {member}(", StringComparison.Ordinal)),
                $"{path} names {match.Value}, but {name} has no such test.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_ThatAreNamed_Exist(string path)
    {
        foreach (var span in new Page(path).CodeSpans.Where(span => Folders.Any(span.StartsWith) && PlainPath().IsMatch(span)))
        {
            Assert.True(Repository.Exists(span) || span == "docs/things.md", $"{path} names {span}, which does not exist.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Identifiers_ThatAreNamed_Exist(string path)
    {
        foreach (var span in new Page(path).CodeSpans.Select(span => Identifier().Match(span)).Where(match => match.Success))
        {
            foreach (var word in span.Groups[1].Value.Split('.'))
            {
                Assert.True(Identifiers.Value.Contains(word) || Elsewhere.Contains(word), $"{path} names {span.Value}, but no source has the word {word}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Projects_ThatAreRun_Exist(string path)
    {
        var page = new Page(path);
        var commands = page.Blocks("sh").Concat(page.Blocks("")).SelectMany(block => block).Concat(page.CodeSpans);
        foreach (var project in commands.Select(command => RunProject().Match(command)).Where(match => match.Success).Select(match => match.Groups[1].Value))
        {
            Assert.True(Repository.Exists(project), $"{path} runs {project}, which does not exist.");
        }
    }

    [Fact]
    public void TryIt_HasTheTwoCommandsAndNoOther()
    {
        var section = new Page(FirstPage).Section("Try it");

        Assert.Equal(
            ["```sh", "dotnet run --project samples/LocalCluster", "dotnet run eng/test.cs", "```"],
            section.SkipWhile(line => !line.StartsWith("```", StringComparison.Ordinal)).Take(4));
        Assert.Single(section, line => line == "```sh");
    }

    [Fact]
    public void PackagePages_HaveNoRelativeLinks_BecauseAPackagePageHasNoFolder()
    {
        foreach (var page in PackagePages.Select(path => new Page(path)))
        {
            Assert.All(page.Links, link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        }
    }

    private static string[] Written(IEnumerable<string> lines) => [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static bool Contains(string[] sample, string[] lines)
    {
        for (var i = 0; i + lines.Length <= sample.Length; i++)
        {
            if (sample.AsSpan(i, lines.Length).SequenceEqual(lines))
            {
                return true;
            }
        }

        return false;
    }

    private static string Normal(string folder, string link)
    {
        var full = Path.GetFullPath(Path.Combine(Repository.Root, folder, Uri.UnescapeDataString(link)));
        return Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\bclass (\w+(?:Tests|Contract))\b")]
    private static partial Regex ClassDeclarations();

    [GeneratedRegex(@"^(\w+(?:Tests|Contract))(?:\.(\w+))?$")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"^[\w./-]+$")]
    private static partial Regex PlainPath();

    // Names of our own and of the platform as code writes them: two humps at least, so that words and settings are not meant.
    [GeneratedRegex(@"^((?=[A-Z]+[a-z])[A-Za-z0-9]+[A-Z][A-Za-z0-9]*(?:\.[A-Z]\w+)*)(?:\(\))?$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"dotnet run.* --project ([\w./-]+)")]
    private static partial Regex RunProject();
}
