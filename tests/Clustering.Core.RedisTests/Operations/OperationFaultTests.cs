using System.Collections.Concurrent;
using Clustering.Contracts.Operations;
using Clustering.Core.RedisTests.Redis;
using Clustering.Operations;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>Everything by which operations elsewhere are lost, stuck or done by two: here they come through.</summary>
public sealed class OperationFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operation_WhoseNodeDies_IsRunByAnotherWhenItsLeaseEnds()
    {
        await using var rig = await OperationRig.StartAsync();
        var hanging = new NoteWork { Do = static (_, _, _) => Task.Delay(Timeout.Infinite, CancellationToken.None) };
        var dying = await rig.AddNodeAsync(options => options.OrderKey = note => note.Key, work: hanging);
        await rig.Operations(0).EnqueueManyAsync([new Note("a", 1), new Note("a", 2), new Note("b", 3)], cancellationToken: Cancel);
        await Eventually.TrueAsync(() => hanging.Runs.Count == 2, "the first node runs the first of each line");
        await rig.AddNodeAsync(options => options.OrderKey = note => note.Key);

        await dying.DisposeAsync();
        await rig.DoneAsync(3, node: 1);

        Assert.Equal([1, 2], rig.Work.Numbers().Where(number => number < 3));
        Assert.Equal(1, rig.Work.Runs.First(run => run.Note.Number == 1).LostLeases);
        Assert.True(rig.Work.Runs.Min(run => run.Fence) > hanging.Runs.Max(run => run.Fence), "fences grow");
        Assert.All(rig.Work.Runs, run => Assert.Equal(1, run.Attempt));
        Assert.True((await rig.CountAsync(1)).IsBalanced);
    }

    [Fact]
    public async Task Node_ThatIsCutOffPastItsLease_CancelsItsHandlerAndHasItsResultRefused()
    {
        await using var rig = await OperationRig.StartAsync();
        var cut = new NoteWork();
        var (cancelled, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        cut.Do = async (_, _, cancellationToken) =>
        {
            cancellationToken.Register(() => cancelled.TrySetResult());
            await go.Task; // And then it claims to have succeeded.
        };
        await rig.AddNodeAsync(work: cut);
        await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => cut.Runs.Count == 1, "the first node runs it");
        await rig.AddNodeAsync();

        rig.Wire(0).Cut();
        await cancelled.Task.WaitAsync(Eventually.Limit, Cancel);
        await rig.DoneAsync(1, node: 1);
        rig.Wire(0).Restore();
        go.SetResult();

        await Eventually.TrueAsync(() => rig.Node(0).Log.Of(5003).Count == 1, "its result is refused");
        Assert.Single(rig.Node(0).Log.Of(5002));
        Assert.Equal((1, 1), ((await rig.CountAsync(1)).Completed, (await rig.CountAsync(1)).LostLeases));
        Assert.True(rig.Work.Runs[0].Fence > cut.Runs[0].Fence);
    }

    [Fact]
    public async Task Handler_WhoseLeaseWasLost_CanKeepNoStepAndReportNothing()
    {
        await using var rig = await OperationRig.StartAsync();
        var refused = new ConcurrentQueue<string>();
        var slow = new NoteWork();
        slow.Do = async (_, context, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var (name, act) in new (string, Func<Task>)[]
            {
                ("step", () => context.OnceAsync("pay", static _ => Task.FromResult(1), Cancel)), ("progress", () => context.ReportProgressAsync("done", Cancel)),
            })
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(act);
                refused.Enqueue(name);
            }
        };
        await rig.AddNodeAsync(work: slow);
        var id = await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => slow.Runs.Count == 1, "it runs");

        // As if another node had it.
        await rig.Database.HashSetAsync(rig.Keys.Queue("index").Owners, id, "9 other");

        await Eventually.TrueAsync(() => refused.Count == 2, "neither is taken");
        Assert.Equal("9 other", await rig.Database.HashGetAsync(rig.Keys.Queue("index").Owners, id));
    }

    [Fact]
    public async Task Operation_ThatKillsItsNodes_BecomesADeadLetter()
    {
        await using var rig = await OperationRig.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var killed = new NoteWork { Do = static (_, _, _) => Task.Delay(Timeout.Infinite, CancellationToken.None) };
            var node = await rig.AddNodeAsync(options => options.MaxLostLeases = 2, work: killed);
            if (i == 0)
            {
                await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
            }

            await Eventually.TrueAsync(() => killed.Runs.Count == 1, "it runs");
            await node.DisposeAsync();
        }

        await rig.AddNodeAsync(options => options.MaxLostLeases = 2);
        await Eventually.TrueAsync(async () => (await rig.CountAsync(2)).Dead == 1, "it is given up");

        Assert.Empty(rig.Work.Runs);
        var letter = Assert.Single(await rig.Queues(2).ListDeadLettersAsync("index", cancellationToken: Cancel));
        Assert.Equal((2, 0), (letter.LostLeases, letter.FailedAttempts));
    }

    [Fact]
    public async Task Node_ThatStops_GivesBackWhatItRunsAtOnceAndWithoutAnAttempt()
    {
        await using var rig = await OperationRig.StartAsync();
        var stopping = new NoteWork { Do = static (_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken) };
        await rig.AddNodeAsync(options => options.Concurrency = 2, work: stopping, lease: "1h");
        await rig.Operations(0).EnqueueManyAsync([new Note("a", 1), new Note("a", 2), new Note("a", 3)], cancellationToken: Cancel);
        await Eventually.TrueAsync(() => stopping.Runs.Count == 2, "two run");
        await rig.AddNodeAsync(options => options.Concurrency = 1, lease: "1h");
        await rig.DoneAsync(1, node: 1);

        await rig.Node(0).StopAsync();
        await rig.DoneAsync(3, node: 1);

        Assert.All(rig.Work.Runs, run => Assert.Equal((1, 0), (run.Attempt, run.LostLeases)));
        Assert.Equal(0, (await rig.CountAsync(1)).LostLeases);
    }

    [Fact]
    public async Task Node_ThatStops_LetsWhatIsQuickEnd()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(options => options.Concurrency = 1);
        rig.Work.Do = static (_, _, _) => Task.Delay(100, CancellationToken.None);
        await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => rig.Work.Runs.Count == 1, "it runs");

        await rig.Node(0).StopAsync();
        await rig.AddNodeAsync(build: static _ => { });

        var count = await rig.CountAsync(1);
        Assert.Equal((1, 0), (count.Completed, count.Live));
    }

    [Fact]
    public async Task Handlers_ThatBlockAllThreadsOfThePool_LoseNoLease()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(options => options.Concurrency = 200, isDirect: true); // The wire of a test needs the pool too.
        using var go = new ManualResetEventSlim();
        rig.Work.Do = (_, _, _) =>
        {
            go.Wait(CancellationToken.None);
            return Task.CompletedTask;
        };

        // For more than two leases; by a thread of its own, since the pool has none left.
        new Thread(() =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(4));
            go.Set();
        }).Start();

        await rig.Operations(0).EnqueueManyAsync(Enumerable.Range(1, 200).Select(number => new Note("a", number)), cancellationToken: Cancel);
        await rig.DoneAsync(200);

        // What it had taken and not begun may have gone back; of what it ran it has lost nothing.
        Assert.Equal(200, rig.Work.Runs.Count);
    }

    [Fact]
    [NotOn("garnet", "It cannot kill subscriptions alone.")]
    public async Task Announcement_ThatIsLost_IsMadeUpForByTheNextLook()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(poll: "200ms");
        for (var i = 1; i <= 5; i++)
        {
            await rig.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await Eventually.SucceedsAsync(async () => await rig.Operations(0).EnqueueAsync(
                new Note("a", i), new() { DeduplicationKey = $"{i}" }, Cancel));
            await rig.DoneAsync(i);
        }
    }

    [Fact]
    public async Task Scripts_ThatTheServerForgets_AreSentAgain()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync();
        var go = new TaskCompletionSource();
        rig.Work.Do = (note, _, _) => note.Number == 1 ? go.Task : Task.CompletedTask;
        await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => rig.Work.Runs.Count == 1, "it runs");

        await rig.Admin.GetServers()[0].ScriptFlushAsync();
        var leases = rig.Keys.Queue("index").Leases;
        var first = (await rig.Database.SortedSetRangeByRankWithScoresAsync(leases))[0].Score;
        await Eventually.TrueAsync(
            async () => (await rig.Database.SortedSetRangeByRankWithScoresAsync(leases))[0].Score > first + 1_500, "its lease is extended, and more than once");
        await rig.Operations(0).EnqueueAsync(new Note("a", 2), cancellationToken: Cancel);
        go.SetResult();
        await rig.DoneAsync(2);

        Assert.Equal([1, 2], rig.Work.Numbers());
        Assert.Equal(0, (await rig.CountAsync()).LostLeases);
    }

    [Fact]
    [NotOn("garnet", "It keeps its data another way.")]
    public async Task Redis_ThatIsKilledAndHasItsDataBack_LosesNothing()
    {
        await using var rig = await OperationRig.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await rig.AddNodeAsync(options => options.OrderKey = note => note.Key, poll: "200ms");
        await rig.AddNodeAsync(options => options.OrderKey = note => note.Key, poll: "200ms");
        rig.Work.Do = static (_, _, _) => Task.Delay(5, CancellationToken.None);
        await rig.Operations(0).EnqueueManyAsync(Enumerable.Range(1, 300).Select(number => new Note($"{number % 5}", number)), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => rig.Work.Runs.Count > 30, "some have run");

        rig.Server.Kill();
        await rig.Server.RestartAsync();
        await rig.DoneAsync(300);

        Assert.Equal(Enumerable.Range(1, 300), rig.Work.Numbers().Distinct().Order());
        Assert.True((await rig.CountAsync()).IsBalanced);
    }

    [Fact]
    public async Task Redis_ThatIsKilledAndStartedEmpty_IsUsedAgain()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync();
        await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await rig.DoneAsync(1);

        rig.Server.Kill();
        await rig.Server.RestartAsync();

        // The routes are gone with everything else; the node says again what it handles.
        await Eventually.SucceedsAsync(async () => await rig.Operations(0).EnqueueAsync(new Note("a", 2), cancellationToken: Cancel));
        await Eventually.TrueAsync(() => rig.Work.Runs.Any(run => run.Note.Number == 2), "it runs");
    }

    [Fact]
    public async Task Key_ThatIsLost_IsNoticedAfterTheNextGapAndItsOperationsArePutBack()
    {
        await using var rig = await OperationRig.StartAsync();
        var node = await rig.AddNodeAsync(options => options.OrderKey = note => note.Number > 10 ? note.Key : null);
        var told = new GenerationRecorder();
        node.Redis.Observe(told);
        await Eventually.TrueAsync(() => told.Numbers.Count > 0, "the node has looked for the first time");
        await rig.Queues().PauseAsync("index", Cancel);
        await rig.Operations(0).EnqueueManyAsync(Enumerable.Range(1, 15).Select(number => new Note("a", number)), cancellationToken: Cancel);
        await rig.Database.KeyDeleteAsync([.. rig.Keys.Queue("index").Ready, rig.Keys.Queue("index").Next]);
        Assert.False((await rig.CountAsync()).IsBalanced);

        rig.Wire(0).Cut();
        rig.Wire(0).Restore();
        await rig.Node(0).Log.WaitForAsync(static entry => entry.EventId.Id == 5010, "they are put back");
        await rig.Queues().ResumeAsync("index", Cancel);
        await rig.DoneAsync(15);

        Assert.Equal(Enumerable.Range(1, 15), rig.Work.Numbers().Order());
        Assert.True((await rig.CountAsync()).IsBalanced);
    }

    [Fact]
    public async Task Enqueue_WhileRedisIsAway_SaysSo()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync();
        rig.Wire(0).Cut();

        await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel));

        rig.Wire(0).Restore();
        await Eventually.SucceedsAsync(async () => await rig.Operations(0).EnqueueAsync(new Note("a", 2), cancellationToken: Cancel));
        await rig.DoneAsync(1);
    }

    [Fact]
    public async Task Operation_OfANewerVersion_IsLeftForANodeThatKnowsIt()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(options => options.OrderKey = note => note.Key);
        await rig.AddNodeAsync(build: cluster => cluster.AddOperationHandler<NewNote, NewNoteHandler>("index", options =>
            (options.OrderKey, options.Enabled) = (note => note.Key, false)));

        var id = await rig.Operations(1).EnqueueAsync(new NewNote("a", 1, "new"), cancellationToken: Cancel);
        await rig.Operations(0).EnqueueAsync(new Note("b", 2), cancellationToken: Cancel);
        await rig.DoneAsync(1);
        await Eventually.TrueAsync(async () => (await rig.Operations(0).FindAsync("index", id, Cancel))!.State == OperationState.Parked, "the old node has left it");

        await rig.AddNodeAsync(build: cluster => cluster.AddOperationHandler<NewNote, NewNoteHandler>("index", options => options.OrderKey = note => note.Key));
        await rig.DoneAsync(2);

        Assert.Equal([2, 1], rig.Work.Numbers());
    }

    [Fact]
    public async Task Handler_ThatNoNodeHasAnyMore_KeepsItsOperationsForWhenOneDoes()
    {
        await using var rig = await OperationRig.StartAsync();
        var had = await rig.AddNodeAsync();
        await had.StopAsync();
        await rig.AddNodeAsync(build: static _ => { });

        await rig.Operations(1).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        Assert.Equal(1, (await rig.CountAsync(1)).Ready);
        await rig.AddNodeAsync();
        await rig.DoneAsync(1, node: 1);
    }

    [Fact]
    public async Task Enqueue_OfWhatAHandlerOrdersByCodeThatIsNotHere_IsRefusedWithWords()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync(options => options.OrderKey = note => note.Key);
        await rig.AddNodeAsync(build: static _ => { });

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await rig.Operations(1).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel));
        await rig.Operations(1).EnqueueAsync(new Note("a", 2), new() { OrderKey = "a" }, Cancel);
        await rig.DoneAsync(1);

        Assert.Contains("'index'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_OfAHandlerThatIsNew_IsFoundByWhoeverEnqueues()
    {
        await using var rig = await OperationRig.StartAsync();
        await rig.AddNodeAsync();
        await rig.Operations(0).EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await rig.AddNodeAsync(build: static cluster => cluster.AddOperationHandler<Note, NoteHandler>("notify"));

        await rig.Operations(0).EnqueueAsync(new Note("a", 2), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => rig.Work.Numbers("notify").SequenceEqual([2]), "the new handler has it");

        await rig.Node(1).StopAsync(); // A node that has it would bring it back.
        await rig.Queues().RetireAsync("note", "notify", Cancel);
        await rig.Operations(0).EnqueueAsync(new Note("a", 3), cancellationToken: Cancel);
        await rig.DoneAsync(3);
        Assert.Equal([2], rig.Work.Numbers("notify"));
    }
}

/// <summary>A newer version of <see cref="Note"/>.</summary>
[Operation("note", Version = 2)]
internal sealed record NewNote(string Key, int Number, string More);

/// <summary>The handler of a newer version of the app.</summary>
internal sealed class NewNoteHandler(NoteWork work) : IOperationHandler<NewNote>
{
    public Task HandleAsync(NewNote operation, OperationContext context, CancellationToken cancellationToken) =>
        work.RunAsync(new Note(operation.Key, operation.Number), context, cancellationToken);
}
