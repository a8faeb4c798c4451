using Clustering.Testing;
using Clustering.Testing.Runs;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>What becomes of operations when the whole process that runs them is killed, frozen or told to stop.</summary>
/// <remarks>The same for much longer, with a Redis that restarts and one that fails over: <c>operations-faults</c> in benchmarks/Clustering.Benchmarks.</remarks>
[Collection(Alone.Name)]
public sealed class OperationProcessTests(ITestOutputHelper output)
{
    private const int Forever = 600_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_OfWhichOneIsKilledAndOneFreezes_CompleteEverythingInTheOrderOfEachKey()
    {
        await using var rig = await OperationProcessRig.StartAsync(3);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var supply = new WorkSupply(rig.Operations, keys: 60, ofEach: 50, seed, (10, 40));
        var enqueueing = supply.EnqueueAsync();

        await rig.UntilAsync("some are completed", static queue => queue.Completed > 300);
        var running = rig.Runs.Where(static run => run.Ended is null).ToLookup(static run => run.Process);
        var (killed, frozen) = (rig.Of(running.First().First()), rig.Of(running.Last().First()));
        killed.Process.Kill();
        frozen.Process.Stop();
        await rig.AddWorkerAsync();
        var had = rig.Runs.Where(run => run.Process == frozen.Name && run.Ended is null).Select(static run => run.Id).ToHashSet();
        await rig.RunAsync("others run what the frozen one had", run => run.Process != frozen.Name && had.Contains(run.Id));
        frozen.Process.Continue();
        await enqueueing;
        await rig.UntilAsync("everything is completed", queue => queue.Completed == supply.Count);
        await rig.RunAsync("what the frozen one said is refused", run => run.Process == frozen.Name && run.IsRefused);

        var runs = rig.Runs;
        output.WriteLine(RunFigures.Of(runs).ToString());
        Assert.Empty(RunChecker.Check(runs, supply.Expected));
        Assert.True((await rig.CountAsync()).IsBalanced);
    }

    [Fact]
    public async Task Operation_WhoseWorkerIsKilled_IsRunByAnotherWhenItsLeaseEnds()
    {
        await using var rig = await OperationProcessRig.StartAsync(2);
        await rig.Operations.EnqueueAsync(new LoggedWork("a", 1, Forever), new() { OrderKey = "a" }, Cancel);
        var first = await rig.RunAsync("one runs it", static _ => true);

        rig.Of(first).Process.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        var second = await rig.RunAsync("the other runs it", run => run.Process != first.Process);

        var took = TimeProvider.System.GetElapsedTime(killed, second.Began);
        output.WriteLine($"after {took.TotalMilliseconds:0} ms of a lease of {OperationProcessRig.Lease.TotalMilliseconds} ms");
        Assert.InRange(took, TimeSpan.Zero, OperationProcessRig.Lease + TimeSpan.FromSeconds(6)); // A busy machine; the command measures.
        Assert.True(second.Fence > first.Fence);
        Assert.Equal((1, 1), (second.Attempt, second.LostLeases));
    }

    [Fact]
    public async Task Worker_ThatIsToldToStop_GivesBackWhatItRunsAndNothingIsCounted()
    {
        await using var rig = await OperationProcessRig.StartAsync(1);
        await Task.WhenAll(Enumerable.Range(1, 20).Select(number =>
            rig.Operations.EnqueueAsync(new LoggedWork($"{number}", 1, Forever), new() { OrderKey = $"{number}" }, Cancel).AsTask()));
        await Eventually.TrueAsync(() => rig.Runs.Count == 8, "it runs as many as it has places");
        var stopping = rig.Of(rig.Runs[0]);
        await rig.AddWorkerAsync();
        await Eventually.TrueAsync(() => rig.Runs.Count == 16, "another runs as many");

        stopping.Process.Terminate();
        await stopping.Process.UntilEndedAsync();

        var queue = await rig.CountAsync();
        Assert.Equal((12, 8, 0, 0), (queue.Ready, queue.Running, queue.LostLeases, queue.Retried));
        Assert.True(queue.IsBalanced);
        Assert.All(rig.Runs.Where(run => run.Process == stopping.Name), static run => Assert.False(run.IsKilled || run.IsDone || run.Ended is null || run.IsRefused));

        // And whoever has a place has one of them at once, as if it had never begun.
        await rig.AddWorkerAsync();
        await Eventually.TrueAsync(() => rig.Runs.Count == 24, "one that is new runs what is left");
        Assert.All(rig.Runs, static run => Assert.Equal((1, 0), (run.Attempt, run.LostLeases)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_WhoseProcessFreezesPastItsLease_IsCancelledAndItsResultRefused(bool isStubborn)
    {
        await using var rig = await OperationProcessRig.StartAsync(2);
        await rig.Operations.EnqueueAsync(new LoggedWork("a", 1, isStubborn ? 2_500 : Forever, isStubborn), new() { OrderKey = "a" }, Cancel);
        var first = await rig.RunAsync("one runs it", static _ => true);

        rig.Of(first).Process.Stop();
        var second = await rig.RunAsync("the other runs it", run => run.Process != first.Process);
        rig.Of(first).Process.Continue();
        var refused = await rig.RunAsync("its result is refused", static run => run.IsRefused);

        Assert.Equal((first.Process, first.Fence, true, isStubborn), (refused.Process, refused.Fence, refused.IsLost, refused.IsDone));
        Assert.True(second.Fence > first.Fence);
        Assert.Equal((1, 1), (second.Attempt, second.LostLeases));
    }
}
