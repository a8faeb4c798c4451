using System.Collections.Concurrent;
using Clustering.Operations;

namespace Clustering.Contracts.Operations;

// Order keys, priorities, times, and what replaces what.
public abstract partial class OperationContract
{
    [Fact]
    public async Task OrderKey_OfManyOperations_RunsOneAtATimeInOrder()
    {
        await StartAsync(options => options.OrderKey = note => note.Key);
        var running = new ConcurrentDictionary<string, int>();
        var overlaps = 0;
        Work.Do = async (note, _, _) =>
        {
            Interlocked.Add(ref overlaps, running.AddOrUpdate(note.Key, 1, (_, count) => count + 1) - 1);
            await Task.Yield();
            running.AddOrUpdate(note.Key, 0, (_, count) => count - 1);
        };

        foreach (var chunk in Enumerable.Range(1, 400).Select(number => new Note($"{number % 7}", number)).Chunk(50))
        {
            await (chunk[0].Number % 100 == 1 ? First : Second).EnqueueManyAsync(chunk, cancellationToken: Cancel);
        }

        await DoneAsync(400);

        Assert.Equal(0, overlaps);
        Assert.All(Work.Runs.GroupBy(run => run.Note.Key), line => Assert.Equal(line.Select(run => run.Note.Number).Order(), line.Select(run => run.Note.Number)));
    }

    [Fact]
    public async Task OrderKey_OfTheOptions_GoesBeforeThatOfTheHandler()
    {
        await StartAsync(options => options.OrderKey = note => note.Key);

        var id = await First.EnqueueAsync(new Note("a", 1), new() { OrderKey = "other", Delay = TimeSpan.FromHours(1) }, Cancel);

        Assert.Equal("other", (await First.FindAsync("index", id, Cancel))!.OrderKey);
    }

    [Fact]
    public async Task Block_WhenTheFirstFails_LetsTheOthersWait()
    {
        await StartAsync(options => (options.OrderKey, options.BackOff) = (note => note.Key, TimeSpan.FromMilliseconds(50)));
        Work.Do = (note, context, _) => note.Number == 1 && context.Attempt < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;

        await First.EnqueueManyAsync(Notes(3), cancellationToken: Cancel);
        await First.EnqueueAsync(new Note("b", 4), cancellationToken: Cancel);
        await DoneAsync(4);

        Assert.Equal([1, 1, 1, 2, 3], Work.Numbers().Where(number => number != 4));
    }

    [Fact]
    public async Task Skip_WhenTheFirstFails_LetsTheOthersGoOn()
    {
        await StartAsync(options =>
            (options.OrderKey, options.OrderPolicy, options.BackOff) = (note => note.Key, OrderPolicy.Skip, TimeSpan.FromMilliseconds(300)));
        Work.Do = (note, context, _) => note.Number == 1 && context.Attempt == 1 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;

        await First.EnqueueManyAsync(Notes(3), cancellationToken: Cancel);
        await DoneAsync(3);

        Assert.Equal([1, 2, 3, 1], Work.Numbers());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WhenTheFirstDies_LetsTheOthersWaitForPeople(bool isDeleted)
    {
        await StartAsync(options => (options.OrderKey, options.OrderPolicy, options.MaxAttempts) = (note => note.Key, OrderPolicy.Stop, 1));
        var isBroken = true;
        Work.Do = (note, _, _) => note.Number == 1 && isBroken ? throw new InvalidOperationException("broken") : Task.CompletedTask;

        var ids = await First.EnqueueManyAsync(Notes(3), cancellationToken: Cancel);
        await DeadAsync(1);
        await First.EnqueueAsync(new Note("b", 4), cancellationToken: Cancel);
        await DoneAsync(1);
        Assert.Equal([1, 4], Work.Numbers());
        Assert.Equal(2, (await CountAsync()).Waiting);

        isBroken = false;
        Assert.Equal(1, isDeleted ? await Queues.DeleteAsync("index", [ids[0]], Cancel) : await Queues.ReplayAsync("index", [ids[0]], Cancel));
        await DoneAsync(isDeleted ? 3 : 4);

        Assert.Equal(isDeleted ? [1, 4, 2, 3] : [1, 4, 1, 2, 3], Work.Numbers());
    }

    [Fact]
    public async Task LatestOnly_WhileOneRuns_LetsOneWaitWithTheLatestPayload()
    {
        await StartAsync(options => (options.OrderKey, options.LatestOnly) = (note => note.Key, true));
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Do = (note, _, _) => note.Number == 1 ? go.Task : Task.CompletedTask;
        await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await RunsAsync(1);

        var second = await First.EnqueueAsync(new Note("a", 2), cancellationToken: Cancel);
        var third = await Second.EnqueueAsync(new Note("a", 3), cancellationToken: Cancel);
        var more = await Second.EnqueueManyAsync([new Note("a", 4), new Note("a", 5)], cancellationToken: Cancel);
        go.SetResult();
        await DoneAsync(2);

        Assert.Equal([1, 5], Work.Numbers());
        Assert.All([third, .. more], id => Assert.Equal(second, id));
        Assert.Equal(3, (await CountAsync()).Coalesced);
    }

    [Fact]
    public async Task LatestOnly_OfSeveralAtOnce_RunsTheLast()
    {
        await StartAsync(options => (options.OrderKey, options.LatestOnly) = (note => note.Key, true));
        await Queues.PauseAsync("index", Cancel);

        await First.EnqueueManyAsync(Notes(5), cancellationToken: Cancel);
        await Queues.ResumeAsync("index", Cancel);
        await DoneAsync(1);

        Assert.Equal([5], Work.Numbers());
    }

    [Fact]
    public async Task Priority_OfWhatMayStart_DecidesTheOrder()
    {
        await StartAsync(options => options.ClusterConcurrency = 1);
        await Queues.PauseAsync("index", Cancel);
        await First.EnqueueManyAsync([new Note("a", 1), new Note("a", 2)], new() { Priority = OperationPriority.Low }, Cancel);
        await First.EnqueueManyAsync([new Note("a", 3), new Note("a", 4)], cancellationToken: Cancel);
        await First.EnqueueManyAsync([new Note("a", 5), new Note("a", 6)], new() { Priority = OperationPriority.High }, Cancel);

        await Queues.ResumeAsync("index", Cancel);
        await DoneAsync(6);

        Assert.Equal([5, 6, 3, 4, 1, 2], Work.Numbers());
    }

    [Fact]
    public async Task Delay_OfAnOperation_IsWaitedFor()
    {
        await StartAsync();
        var began = DateTimeOffset.UtcNow;
        var ran = began;
        Work.Do = (_, _, _) =>
        {
            ran = DateTimeOffset.UtcNow;
            return Task.CompletedTask;
        };

        var id = await First.EnqueueAsync(new Note("a", 1), new() { Delay = TimeSpan.FromSeconds(1) }, Cancel);
        Assert.Equal(OperationState.Scheduled, (await First.FindAsync("index", id, Cancel))!.State);
        await DoneAsync(1);

        Assert.True(ran - began >= TimeSpan.FromMilliseconds(990), $"It ran after {ran - began}.");
    }

    [Fact]
    public async Task At_InThePast_IsAtOnce_AndInTheFutureIsLater()
    {
        await StartAsync();
        var later = DateTimeOffset.UtcNow.AddDays(1);

        var id = await First.EnqueueAsync(new Note("a", 1), new() { At = later }, Cancel);
        await First.EnqueueAsync(new Note("a", 2), new() { At = DateTimeOffset.UtcNow.AddDays(-1) }, Cancel);
        await DoneAsync(1);

        Assert.Equal([2], Work.Numbers());
        var scheduled = await Second.FindAsync("index", id, Cancel);
        Assert.Equal((OperationState.Scheduled, later.ToUnixTimeMilliseconds()), (scheduled!.State, scheduled.Since!.Value.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Delay_WithAnOrderKey_TakesItsPlaceInLineWhenItIsDue()
    {
        await StartAsync(options => options.OrderKey = note => note.Key);

        await First.EnqueueAsync(new Note("a", 1), new() { Delay = TimeSpan.FromMilliseconds(500) }, Cancel);
        await First.EnqueueAsync(new Note("a", 2), cancellationToken: Cancel);
        await DoneAsync(2);

        Assert.Equal([2, 1], Work.Numbers());
    }
}
