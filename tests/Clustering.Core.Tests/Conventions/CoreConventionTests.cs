using System.Reflection;
using System.Text.RegularExpressions;
using Clustering.Core.Tests.Documentation;
using Clustering.Testing.Conventions;

namespace Clustering.Core.Tests.Conventions;

/// <summary>The house rules, for Clustering.Core.</summary>
public sealed partial class CoreConventionTests
{
    private static readonly Assembly Core = typeof(ClusterOptions).Assembly;

    [Fact]
    public void Types_InInternalFolders_AreNotPublic() => AssertNone(TypeConventions.VisibleInternals(Core));

    [Fact]
    public void Types_ThatAreNotPublic_AreInInternalFolders() => AssertNone(TypeConventions.InternalsElsewhere(Core));

    [Fact]
    public void Classes_ThatArePublic_AreSealedOrExceptions() => AssertNone(TypeConventions.OpenClasses(Core));

    [Fact]
    public void Methods_ThatReturnTasks_TakeACancellationTokenLast() => AssertNone(TypeConventions.MisplacedTokens(Core));

    [Fact]
    public void PublicApi_IsTheReviewedOne() =>
        AssertNone(PublicApi.Compare(Core, Path.Combine(Repository.Root, "src", "Clustering.Core", "PublicAPI.txt")));

    [Fact]
    public void Awaits_InCore_LeaveTheContext()
    {
        // Every await says what it does with the context: ConfigureAwait on the same statement. Lines, not syntax: a statement that ends
        // without it is what a reader would miss too.
        var missing = Repository.FilesOf("src/Clustering.Core", ".cs")
            .SelectMany(file => Statements(Repository.ReadText(file)).Where(IsBareAwait).Select(statement => $"{file}: {statement.Trim()}"));

        AssertNone(missing);
    }

    // xunit shortens what it shows of a collection; here all of it is wanted.
    private static void AssertNone(IEnumerable<string> found)
    {
        var text = string.Join('\n', found);
        Assert.True(text.Length == 0, text);
    }

    private static string[] Statements(string source) =>
        Texts().Replace(string.Join('\n', source.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))), "\"\"").Split(';');

    private static bool IsBareAwait(string statement) => statement.Contains("await ", StringComparison.Ordinal)
        && !statement.Contains("ConfigureAwait(", StringComparison.Ordinal)
        && !statement.Contains("await using", StringComparison.Ordinal);

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Texts();
}
