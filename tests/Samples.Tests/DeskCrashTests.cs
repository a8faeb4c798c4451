using Clustering.Testing;

namespace Samples.Tests;

/// <summary>What was being done on a node that dies.</summary>
public sealed class DeskCrashTests(Desk desk) : IClassFixture<Desk>
{
    // The eight seconds that it takes, the lease, and eight seconds more, on a machine that has other things to do.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Work_OfANodeThatIsKilled_IsFinishedByTheOther()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        await clara.SaveAsync(desk.First, "D-1008", "Petunias, and they are #slow.");
        var node = "";
        await Eventually.TrueAsync(
            async () => (node = (string?)(await clara.RunsAsync(desk.First, "D-1008")).FirstOrDefault(run => (string?)run["outcome"] == "running")?["node"] ?? "").Length > 0,
            "a node has begun");
        var survivor = node == "node-1" ? desk.Second : desk.First;

        desk.Type($"kill {node[^1]}");

        await clara.FindsAsync(survivor, "petunias", "D-1008", Limit);
        var run = (await clara.RunsAsync(survivor, "D-1008"))[0];
        Assert.NotEqual(node, (string?)run["node"]);
        await Eventually.TrueAsync(
            async () => (await clara.ReadAsync(survivor, "/api/admin/operations")).AsArray().All(
                queue => (long)queue!["live"]! == 0 && (long)queue["dead"]! == 0 && (bool)queue["isBalanced"]!),
            "all is done, once",
            Limit);
    }
}
