using System.Text.RegularExpressions;
using Clustering.Core.Tests.Documentation;
using Clustering.Diagnosis.Internal;

namespace Clustering.Core.Tests.Diagnosis;

/// <summary><c>docs/doctor.md</c> against the code: the checks, and the rights that the library needs.</summary>
public sealed partial class DoctorDocumentationTests
{
    private static readonly Page Doctor = new("docs/doctor.md");

    [Fact]
    public void Checks_InTheTable_AreThoseThatAreMade() =>
        Assert.Equal(Checks.All.Select(check => $"`{check}`"), Doctor.Rows.Where(row => row.ContainsKey("Check")).Select(row => row["Check"]));

    [Fact]
    public void Rights_OnThePage_AreThoseThatTheDoctorTriesAndThoseThatAreUseful()
    {
        var command = Assert.Single(Doctor.Blocks("text").SelectMany(block => block), line => line.StartsWith("ACL SETUSER", StringComparison.Ordinal));

        Assert.Equal(
            RequiredCommands.Names.Concat(RequiredCommands.Useful).Select(name => "+" + name.ToLowerInvariant()).Order(StringComparer.Ordinal),
            command.Split(' ').Where(word => word.StartsWith('+')).Order(StringComparer.Ordinal));
        Assert.Contains("~{NAME}:* &{NAME}:*", command, StringComparison.Ordinal);
    }

    [Fact]
    public void Rights_HaveEveryCommandOfTheScripts()
    {
        var used = Repository.FilesOf("src", ".lua").SelectMany(file => Calls().Matches(Repository.ReadText(file))).Select(call => call.Groups[1].Value);

        Assert.Empty(used.Except(RequiredCommands.Names));
    }

    [GeneratedRegex(@"redis\.p?call\('([A-Z]+)'")]
    private static partial Regex Calls();
}
