using System.Reflection;
using Clustering.Core.Tests.Documentation;
using Clustering.Sessions;
using Clustering.Testing.Conventions;

namespace Clustering.AspNetCore.Tests.Conventions;

/// <summary>The house rules, for Clustering.AspNetCore.</summary>
public sealed class AspNetCoreConventionTests
{
    private static readonly Assembly AspNetCore = typeof(SessionAttribute).Assembly;

    [Fact]
    public void Types_InInternalFolders_AreNotPublic() => AssertNone(TypeConventions.VisibleInternals(AspNetCore));

    [Fact]
    public void Types_ThatAreNotPublic_AreInInternalFolders() => AssertNone(TypeConventions.InternalsElsewhere(AspNetCore));

    [Fact]
    public void Classes_ThatArePublic_AreSealedOrExceptions() => AssertNone(TypeConventions.OpenClasses(AspNetCore));

    [Fact]
    public void Methods_ThatReturnTasks_TakeACancellationTokenLast() => AssertNone(TypeConventions.MisplacedTokens(AspNetCore));

    [Fact]
    public void PublicApi_IsTheReviewedOne() =>
        AssertNone(PublicApi.Compare(AspNetCore, Path.Combine(Repository.Root, "src", "Clustering.AspNetCore", "PublicAPI.txt")));

    // xunit shortens what it shows of a collection; here all of it is wanted.
    private static void AssertNone(IEnumerable<string> found)
    {
        var text = string.Join('\n', found);
        Assert.True(text.Length == 0, text);
    }
}
