using System.Text;
using System.Text.Json;
using Clustering.Operations;

namespace Clustering.Contracts.Operations;

// Attempts, dead letters, time limits.
public abstract partial class OperationContract
{
    [Fact]
    public async Task Handler_ThatFailsAtFirst_HasFurtherAttempts()
    {
        await StartAsync(options => options.BackOff = TimeSpan.FromMilliseconds(10));
        Work.Do = (_, context, _) => context.Attempt < 4 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;

        await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DoneAsync(1);

        Assert.Equal([1, 2, 3, 4], Work.Runs.Select(run => run.Attempt));
        Assert.Equal(3, (await CountAsync()).Retried);
        Assert.All(Work.Runs.Zip(Work.Runs.Skip(1)), pair => Assert.True(pair.First.Fence < pair.Second.Fence));
    }

    [Fact]
    public async Task Handler_ThatFails_WaitsBetweenItsAttempts()
    {
        await StartAsync(options => (options.BackOff, options.MaxBackOff) = (TimeSpan.FromHours(1), TimeSpan.FromHours(2)));
        Work.Do = (_, _, _) => throw new InvalidOperationException("not yet");

        var id = await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await StateAsync(id, OperationState.Scheduled);

        var found = await Second.FindAsync("index", id, Cancel);
        Assert.Equal((1, "System.InvalidOperationException: not yet"), (found!.FailedAttempts, found.Error));
        Assert.InRange(found.Since!.Value, DateTimeOffset.UtcNow.AddMinutes(40), DateTimeOffset.UtcNow.AddMinutes(80));
    }

    [Fact]
    public async Task Handler_ThatFailsAlways_LeavesADeadLetterThatCanBeReplayed()
    {
        await StartAsync(options => (options.MaxAttempts, options.BackOff) = (3, TimeSpan.FromMilliseconds(1)));
        var isBroken = true;
        Work.Do = (_, _, _) => isBroken ? throw new InvalidOperationException("broken") : Task.CompletedTask;

        var id = await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DeadAsync(1);

        var letter = Assert.Single(await Queues.ListDeadLettersAsync("index", cancellationToken: Cancel));
        Assert.Equal((id, OperationState.Dead, 3, "note"), (letter.Id, letter.State, letter.FailedAttempts, letter.Type));
        Assert.Contains("broken", letter.Error, StringComparison.Ordinal);
        Assert.Equal("""{"key":"a","number":1}""", Encoding.UTF8.GetString(letter.Payload.Span));
        Assert.False(await First.CancelAsync("index", id, cancellationToken: Cancel));

        isBroken = false;
        Assert.Equal(1, await Queues.ReplayAsync("index", [id, "nobody"], Cancel));
        await DoneAsync(1);
        Assert.Equal([1, 2, 3, 1], Work.Runs.Select(run => run.Attempt));
        Assert.Equal(0, await Queues.ReplayAsync("index", [id], Cancel));
    }

    [Fact]
    public async Task Reject_ByTheHandler_IsADeadLetterAtOnce()
    {
        await StartAsync();
        Work.Do = (_, _, _) => throw new OperationRejectedException("there is no such document");

        await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DeadAsync(1);

        Assert.Single(Work.Runs);
    }

    [Fact]
    public async Task DeadLetters_ManyOfThem_AreListedInPagesReplayedAndDeleted()
    {
        await StartAsync(options => (options.MaxAttempts, options.ClusterConcurrency) = (1, 1));
        var isBroken = true;
        Work.Do = (_, _, _) => isBroken ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        var ids = await First.EnqueueManyAsync(Notes(20), cancellationToken: Cancel);
        await DeadAsync(20);

        var first = await Queues.ListDeadLettersAsync("index", 0, 8, Cancel);
        var second = await Queues.ListDeadLettersAsync("index", 8, 100, Cancel);
        Assert.Equal(8, first.Count);
        Assert.Equal(ids.ToHashSet(), first.Concat(second).Select(letter => letter.Id).ToHashSet());
        Assert.Empty(await Queues.ListDeadLettersAsync("index", 20, 8, Cancel));

        Assert.Equal(5, await Queues.DeleteAsync("index", [.. ids.Take(5)], Cancel));
        isBroken = false;
        Assert.Equal(15, await Queues.ReplayAsync("index", cancellationToken: Cancel));
        await DoneAsync(15);
        Assert.Equal((0, 5), ((await CountAsync()).Dead, (await CountAsync()).Deleted));
    }

    [Fact]
    public async Task ReplayEdited_OfADeadLetter_RunsWithTheOtherPayload()
    {
        await StartAsync(options => (options.MaxAttempts, options.OrderKey) = (1, note => note.Key));
        Work.Do = (note, _, _) => note.Number < 0 ? throw new InvalidOperationException("negative") : Task.CompletedTask;
        var id = await First.EnqueueAsync(new Note("a", -1), cancellationToken: Cancel);
        await DeadAsync(1);

        Assert.True(await Queues.ReplayEditedAsync("index", id, JsonSerializer.SerializeToUtf8Bytes(new Note("a", 1), JsonSerializerOptions.Web), Cancel));
        await DoneAsync(1);

        Assert.Equal([-1, 1], Work.Numbers());
        Assert.False(await Queues.ReplayEditedAsync("index", id, default, Cancel));
    }

    [Fact]
    public async Task Payload_ThatCannotBeRead_IsADeadLetterAtOnce()
    {
        await StartAsync(options => options.MaxAttempts = 1);
        Work.Do = (_, _, _) => throw new InvalidOperationException("first");
        var id = await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DeadAsync(1);

        await Queues.ReplayEditedAsync("index", id, "{ not json"u8.ToArray(), Cancel);
        await Testing.Eventually.TrueAsync(
            async () => (await First.FindAsync("index", id, Cancel))?.Error?.Contains("cannot be read", StringComparison.Ordinal) == true, "it is dead again");

        Assert.Single(Work.Runs);
    }

    [Fact]
    public async Task Timeout_OfAHandler_CancelsItAndCountsAsAFailure()
    {
        await StartAsync(options => (options.Timeout, options.MaxAttempts, options.BackOff) = (TimeSpan.FromMilliseconds(50), 2, TimeSpan.Zero));
        Work.Do = (_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DeadAsync(1);

        Assert.Equal([1, 2], Work.Runs.Select(run => run.Attempt));
        Assert.Contains("longer than", Assert.Single(await Queues.ListDeadLettersAsync("index", cancellationToken: Cancel)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_OfAStepThatWasDone_IsNotDoneAgain()
    {
        await StartAsync(options => options.BackOff = TimeSpan.Zero);
        int charges = 0, mails = 0;
        var receipts = new List<string>();
        Work.Do = async (_, context, cancellationToken) =>
        {
            receipts.Add(await context.OnceAsync("charge", _ => Task.FromResult($"receipt {++charges}"), cancellationToken));
            if (context.Attempt == 1)
            {
                throw new InvalidOperationException("after the charge");
            }

            await context.OnceAsync("mail", _ => Task.FromResult(++mails), cancellationToken);
        };

        await First.EnqueueAsync(new Note("a", 1), cancellationToken: Cancel);
        await DoneAsync(1);

        Assert.Equal((1, 1), (charges, mails));
        Assert.Equal(["receipt 1", "receipt 1"], receipts);
    }
}
