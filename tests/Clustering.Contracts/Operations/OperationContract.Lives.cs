using System.Text.Json;
using Clustering.Operations;

namespace Clustering.Contracts.Operations;

// Cancelling, progress, results, and how many at a time.
public abstract partial class OperationContract
{
    private static readonly EnqueueOptions Kept = new() { KeepOutcome = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Cancel_OfWhatHasNotStarted_LetsItNeverRun()
    {
        await StartAsync(options => options.OrderKey = note => note.Number > 10 ? note.Key : null);
        await Queues.PauseAsync("index", Cancel);
        var ids = await First.EnqueueManyAsync([new Note("a", 1), new("a", 2), new("a", 11), new("a", 12), new("a", 13)], Kept, Cancel);
        var scheduled = await First.EnqueueAsync(new Note("a", 3), new() { Delay = TimeSpan.FromHours(1) }, Cancel);

        Assert.True(await Second.CancelAsync("index", ids[1], "anna", Cancel));
        Assert.True(await Second.CancelAsync("index", ids[3], "anna", Cancel));
        Assert.True(await Second.CancelAsync("index", scheduled, "anna", Cancel));
        Assert.False(await Second.CancelAsync("index", "nobody", "anna", Cancel));
        await Queues.ResumeAsync("index", Cancel);
        await DoneAsync(3);

        Assert.Equal([1, 11, 13], Work.Numbers().Order());
        Assert.Equal(3, (await CountAsync()).Cancelled);
        var outcome = await First.FindAsync("index", ids[1], Cancel);
        Assert.Equal((OperationState.Cancelled, "anna"), (outcome!.State, outcome.Error));
    }

    [Fact]
    public async Task Cancel_OfTheFirstInLine_LetsTheNextStart()
    {
        await StartAsync(options => options.OrderKey = note => note.Key);
        await Queues.PauseAsync("index", Cancel);
        var ids = await First.EnqueueManyAsync(Notes(3), cancellationToken: Cancel);

        await First.CancelAsync("index", ids[0], cancellationToken: Cancel);
        await First.CancelAsync("index", ids[1], cancellationToken: Cancel);
        await Queues.ResumeAsync("index", Cancel);
        await DoneAsync(1);

        Assert.Equal([3], Work.Numbers());
    }

    [Fact]
    public async Task Cancel_OfWhatRuns_CancelsItsToken()
    {
        await StartAsync();
        Work.Do = (_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
        var id = await First.EnqueueAsync(new Note("a", 1), Kept, Cancel);
        await RunsAsync(1);

        Assert.True(await Second.CancelAsync("index", id, "anna", Cancel));
        var ended = await Second.WaitAsync("index", id, TimeSpan.FromSeconds(20), Cancel);

        Assert.Equal((OperationState.Cancelled, "anna"), (ended!.State, ended.Error));
        Assert.Equal((1, 0), ((await CountAsync()).Cancelled, (await CountAsync()).Live));
    }

    [Fact]
    public async Task Cancel_OfWhatEndsWellAllTheSame_IsASuccess()
    {
        await StartAsync();
        Work.Do = async (_, _, cancellationToken) =>
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var id = await First.EnqueueAsync(new Note("a", 1), Kept, Cancel);
        await RunsAsync(1);

        await First.CancelAsync("index", id, cancellationToken: Cancel);

        Assert.Equal(OperationState.Completed, (await First.WaitAsync("index", id, TimeSpan.FromSeconds(20), Cancel))!.State);
    }

    [Fact]
    public async Task Cancel_OfWhatWaitsForItsNextAttempt_LetsItNeverRunAgain()
    {
        await StartAsync(options => (options.BackOff, options.OrderKey) = (TimeSpan.FromHours(1), note => note.Key));
        Work.Do = (note, _, _) => note.Number == 1 ? throw new InvalidOperationException("no") : Task.CompletedTask;
        var ids = await First.EnqueueManyAsync(Notes(2), cancellationToken: Cancel);
        await StateAsync(ids[0], OperationState.Scheduled);

        Assert.True(await First.CancelAsync("index", ids[0], cancellationToken: Cancel));
        await DoneAsync(1);

        Assert.Equal([1, 2], Work.Numbers());
    }

    [Fact]
    public async Task Wait_ForAResult_GivesItOnAnotherNode()
    {
        await StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Do = async (note, context, _) =>
        {
            await context.ReportProgressAsync("half", Cancel);
            await go.Task;
            context.SetResult(new Note("result", note.Number * 2));
        };
        var id = await First.EnqueueAsync(new Note("a", 21), Kept, Cancel);
        await Testing.Eventually.TrueAsync(async () => (await Second.FindAsync("index", id, Cancel))!.Progress == "half", "progress is seen");
        await Assert.ThrowsAsync<TimeoutException>(async () => await Second.WaitAsync("index", id, TimeSpan.FromMilliseconds(10), Cancel));

        var waiting = Second.WaitAsync("index", id, null, Cancel).AsTask();
        go.SetResult();
        var ended = await waiting;

        Assert.Equal(OperationState.Completed, ended!.State);
        Assert.Equal(new Note("result", 42), JsonSerializer.Deserialize<Note>(ended.Result.Span, JsonSerializerOptions.Web));
        Assert.Null(await First.WaitAsync("index", "nobody", null, Cancel));
    }

    [Fact]
    public async Task Wait_ForWhatDies_TellsSo()
    {
        await StartAsync(options => options.MaxAttempts = 1);
        Work.Do = (_, _, _) => throw new InvalidOperationException("broken");

        var id = await First.EnqueueAsync(new Note("a", 1), Kept, Cancel);

        Assert.Equal(OperationState.Dead, (await Second.WaitAsync("index", id, TimeSpan.FromSeconds(20), Cancel))!.State);
    }

    [Fact]
    public async Task Concurrency_OfAHandler_IsNeverExceeded()
    {
        await StartAsync(options => (options.Concurrency, options.ClusterConcurrency) = (4, 3));
        int running = 0, most = 0;
        Work.Do = async (_, _, _) =>
        {
            var now = Interlocked.Increment(ref running);
            lock (Work)
            {
                most = Math.Max(most, now);
            }

            await Task.Delay(2, Cancel);
            Interlocked.Decrement(ref running);
        };

        await First.EnqueueManyAsync(Notes(100), cancellationToken: Cancel);
        await DoneAsync(100);

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Pause_OfAHandler_StartsNothingUntilItIsResumed()
    {
        await StartAsync();
        await Queues.PauseAsync("index", Cancel);
        await First.EnqueueManyAsync(Notes(5), cancellationToken: Cancel);

        var paused = await CountAsync();
        Assert.Equal((true, 5, 5), (paused.IsPaused, paused.Ready, paused.Live));
        Assert.NotNull(paused.NextEnqueuedAt);
        await Queues.ResumeAsync("index", Cancel);
        await DoneAsync(5);

        Assert.False((await CountAsync()).IsPaused);
    }

    [Fact]
    public async Task Handler_ThatIsSlow_HoldsUpNoOther()
    {
        await StartAsync(options => options.Concurrency = 2);
        await First.EnqueueManyAsync(Notes(300), cancellationToken: Cancel);
        await DoneAsync(300); // So fast that more are taken ahead.
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Do = (note, _, _) => note.Number % 50 == 1 ? go.Task : Task.CompletedTask;

        await First.EnqueueManyAsync(Notes(50), cancellationToken: Cancel);
        await DoneAsync(300 + 49);
        go.SetResult();
        await DoneAsync(350);
    }
}
