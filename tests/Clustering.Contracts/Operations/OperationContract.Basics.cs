using Clustering.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Contracts.Operations;

// Enqueueing, and to whom it goes.
public abstract partial class OperationContract
{
    [Fact]
    public async Task Enqueue_OfAnOperation_IsRunOnce()
    {
        await StartAsync();

        var id = await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DoneAsync(1);

        var run = Assert.Single(Work.Runs);
        Assert.Equal((new Note("a", 1), id, "index", 1, 0), (run.Note, run.Id, run.Handler, run.Attempt, run.LostLeases));
        Assert.True(run.Fence > 0);
        Assert.Null(await Second.FindAsync("index", id, Cancel));
        Assert.Equal((1, 0), ((await CountAsync()).Enqueued, (await CountAsync()).Live));
    }

    [Fact]
    public async Task EnqueueMany_OfMoreThanOneScriptTakes_RunsEachOnce()
    {
        await StartAsync();

        var ids = await First.EnqueueManyAsync(Notes(1_234), cancellationToken: Cancel);
        await DoneAsync(1_234);

        Assert.Equal(1_234, ids.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 1_234), Work.Numbers().Order());
        Assert.Equal(ids.ToHashSet(), Work.Runs.Select(run => run.Id).ToHashSet());
    }

    [Fact]
    public async Task EnqueueMany_OfNone_IsNothing()
    {
        await StartAsync();

        Assert.Empty(await First.EnqueueManyAsync<Note>([], cancellationToken: Cancel));
    }

    [Fact]
    public async Task Enqueue_ByManyCallersAtOnce_RunsEachOnce()
    {
        await StartAsync();

        var ids = await Task.WhenAll(Notes(500).Select(note => (note.Number % 2 == 0 ? First : Second).EnqueueAsync(note, cancellationToken: Cancel).AsTask()));
        await DoneAsync(500);

        Assert.Equal(500, ids.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 500), Work.Numbers().Order());
    }

    [Fact]
    public async Task Enqueue_WithSeveralHandlers_IsADeliveryForEach()
    {
        await StartWithAsync(builder => builder
            .AddOperationHandler<Note, NoteHandler>("index")
            .AddOperationHandler<Note, NoteHandler>("notify", options => options.MaxAttempts = 1));
        Work.Do = (_, context, _) => context.Handler == "notify" ? throw new InvalidOperationException("no mail") : Task.CompletedTask;

        var id = await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DoneAsync(1);
        await DeadAsync(1, "notify");

        Assert.Equal(["index", "notify"], Work.Runs.Select(run => run.Handler).Order());
        Assert.All(Work.Runs, run => Assert.Equal(id, run.Id));
    }

    [Fact]
    public async Task Enqueue_OfWhatAHandlerDoesNotWant_IsNotForIt()
    {
        await StartWithAsync(builder => builder
            .AddOperationHandler<Note, NoteHandler>("index")
            .AddOperationHandler<Note, NoteHandler>("even", options => options.When = note => note.Number % 2 == 0));

        await First.EnqueueManyAsync(Notes(10), cancellationToken: Cancel);
        await DoneAsync(10);
        await DoneAsync(5, "even");

        Assert.Equal([2, 4, 6, 8, 10], Work.Numbers("even").Order());
        Assert.Equal(5, (await CountAsync("even")).Enqueued);
    }

    [Fact]
    public async Task Enqueue_OfATypeThatNobodyHandles_IsRefused()
    {
        await StartAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await First.EnqueueAsync("text", cancellationToken: Cancel));

        Assert.Contains("System.String", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enqueue_ForAHandlerThatIsNotEnabled_Waits()
    {
        await StartAsync(options => options.Enabled = false);

        var id = await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);

        await StateAsync(id, OperationState.Queued);
        Assert.Empty(Work.Runs);
        Assert.True(await First.CancelAsync("index", id, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Enqueue_WhoseOrderKeyThrows_FailsAloneAndNobodyElse()
    {
        await StartAsync(options => options.OrderKey = note => note.Number == 7 ? throw new InvalidOperationException("seven") : note.Key);

        var all = Notes(20).Select(note => First.EnqueueAsync(note, cancellationToken: Cancel).AsTask()).ToArray();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.WhenAll(all));
        await DoneAsync(19);

        Assert.Equal(7, Array.FindIndex(all, task => task.IsFaulted) + 1);
    }

    [Fact]
    public async Task Enqueue_WithADeduplicationKeyThatIsKnown_GivesTheIdThereIs()
    {
        await StartAsync();
        var options = new EnqueueOptions { DeduplicationKey = "import/1" };

        var first = await First.EnqueueAsync(new Note("a", 1), options, Cancel);
        var second = await Second.EnqueueAsync(new Note("a", 2), options, Cancel);
        var other = await Second.EnqueueAsync(new Note("a", 3), new() { DeduplicationKey = "import/2" }, Cancel);
        await DoneAsync(2);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal([1, 3], Work.Numbers().Order());
        Assert.Equal(1, (await CountAsync()).Duplicates);
    }

    [Fact]
    public async Task Enqueue_WithADeduplicationKeyWhoseWindowIsOver_IsANewOne()
    {
        await StartAsync();
        var options = new EnqueueOptions { DeduplicationKey = "import/1", DeduplicationWindow = TimeSpan.FromMilliseconds(1) };

        var first = await First.EnqueueAsync(new Note("a", 1), options, Cancel);
        await Testing.Eventually.TrueAsync(
            async () => await First.EnqueueAsync(new Note("a", 2), options, Cancel) != first, "the window is over");
    }

    [Fact]
    public async Task Enqueue_WithOptionsOutOfBounds_IsRefused()
    {
        await StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await First.EnqueueAsync(new Note("a", 1), new() { Delay = TimeSpan.FromSeconds(-1) }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await First.EnqueueAsync(new Note("a", 1), new() { Delay = TimeSpan.FromSeconds(1), At = DateTimeOffset.UtcNow }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await First.EnqueueAsync(new Note("a", 1), new() { OrderKey = "two\nlines" }, Cancel));
        Assert.Empty(Work.Runs);
    }
}
