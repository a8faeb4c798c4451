using System.Diagnostics;
using Clustering.Testing;

namespace Samples.Tests;

public sealed class LocalClusterTests
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <summary>A visitor signs in, a node dies, nothing is lost: the script says it step by step.</summary>
    [Theory]
    [InlineData("a redis-server")]
    [InlineData("Garnet", "--redis", "garnet")]
    public async Task FailoverScript_OverEitherServer_GoesWell(string server, params string[] arguments)
    {
        await using var run = new LocalClusterRun(["--script", Path.Combine(AppContext.BaseDirectory, "scripts", "failover.txt"), .. arguments]);

        var exitCode = await run.ExitCodeAsync();

        Assert.True(exitCode == 0, $"Over {server}:\n{run.Output}");
        Assert.Contains("failover.txt went well", run.Output, StringComparison.Ordinal);
        Assert.All(run.Nodes, AssertGone);
    }

    [Fact]
    public async Task Script_ExpectingWhatIsNotSo_FailsAndSaysWhereAndWhat()
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, "# nobody is signed in\nget /api/me\nexpect status 200\n", TestContext.Current.CancellationToken);
            await using var run = new LocalClusterRun("--nodes", "1", "--script", script);

            Assert.Equal(1, await run.ExitCodeAsync());
            Assert.Contains($"{Path.GetFileName(script)}, line 3: GET /api/me → 401 from node-1", run.Output, StringComparison.Ordinal);
            Assert.Contains("expected status '200', but it was '401'", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Fact]
    public async Task Prompt_AfterMistakes_GoesOnUntilQuit()
    {
        await using var run = new LocalClusterRun("--nodes", "1");

        run.Type("kill 7");
        run.Type("dance");
        run.Type("status");
        run.Type("quit");

        Assert.Equal(0, await run.ExitCodeAsync());
        Assert.Contains("There is no node 7; there are 1 to 1.", run.Output, StringComparison.Ordinal);
        Assert.Contains("'dance' is not a command", run.Output, StringComparison.Ordinal);
        Assert.Contains("says it is ready", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_OfLocalCluster_LeavesNoNodeBehind()
    {
        await using var run = new LocalClusterRun("--nodes", "2");
        await Eventually.TrueAsync(() => run.Output.Contains("sign in as anna", StringComparison.Ordinal), "the cluster is up", StartLimit);
        Assert.Equal(2, run.Nodes.Count);

        run.Kill();

        await Eventually.SucceedsAsync(() =>
        {
            Assert.All(run.Nodes, AssertGone);
            return Task.CompletedTask;
        });
    }

    private static void AssertGone(int processId) => Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
}
