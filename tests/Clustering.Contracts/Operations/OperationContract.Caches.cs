using System.Collections.Concurrent;
using Clustering.Caches;
using Clustering.Caches.Internal;
using Clustering.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Contracts.Operations;

// What handlers read of caches that whoever enqueued their operation has changed.
public abstract partial class OperationContract
{
    private readonly ConcurrentQueue<(int Note, int Edition)> _read = [];
    private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _edition;

    [Fact]
    public async Task Handler_OfWhatWasEnqueuedAfterAChange_WaitsUntilItsNodeReadsThat()
    {
        await StartWithEditionsAsync();

        await ChangeAndEnqueueAsync(new Note("a", 1));
        await First.EnqueueAsync(new Note("b", 2), cancellationToken: Cancel);
        await Testing.Eventually.TrueAsync(() => _read.Contains((2, 0)), "the one of nobody who changed anything has run, by what was before");

        Assert.Single(_read);
        _gate.SetResult();
        await DoneAsync(2);
        Assert.Equal([(2, 0), (1, 1)], _read);
    }

    [Fact]
    public async Task Handler_WhoseOperationReplacedAnother_WaitsForWhatThatOneNeeded()
    {
        await StartWithEditionsAsync(options => (options.OrderKey, options.LatestOnly) = (note => note.Key, true));
        await Queues.PauseAsync("index", Cancel);

        var former = await ChangeAndEnqueueAsync(new Note("a", 1));
        var latter = await Second.EnqueueAsync(new Note("a", 2), cancellationToken: Cancel);
        await First.EnqueueAsync(new Note("b", 3), cancellationToken: Cancel);
        await Queues.ResumeAsync("index", Cancel);
        await Testing.Eventually.TrueAsync(() => _read.Contains((3, 0)), "the other one has run");

        Assert.Equal(former, latter);
        Assert.Single(_read);
        _gate.SetResult();
        await DoneAsync(2);
        Assert.Equal([(3, 0), (2, 1)], _read);
    }

    [Fact]
    public async Task Handler_ThatEnqueuesAnother_HandsOnWhatItWasTold()
    {
        await StartWithEditionsAsync();
        _gate.SetResult();
        IReadOnlyList<CacheToken> handedOn = [];
        Work.Do = async (note, _, _) =>
        {
            if (note.Number == 1)
            {
                await Second.EnqueueAsync(new Note("a", 2), cancellationToken: Cancel);
            }
            else
            {
                handedOn = CacheTokenScope.Current!.Tokens;
            }
        };

        await ChangeAndEnqueueAsync(new Note("a", 1));
        await DoneAsync(2);

        Assert.Equal("editions", Assert.Single(handedOn).Region);
    }

    [Fact]
    public async Task Handler_WhoseNodeCannotRead_StartsAllTheSameAfterAWhile()
    {
        await StartWithEditionsAsync(wait: TimeSpan.FromMilliseconds(50));

        await ChangeAndEnqueueAsync(new Note("a", 1));
        await DoneAsync(1);

        Assert.Equal([(1, 0)], _read);
        _gate.SetResult();
    }

    // Every node has the first edition; none loads another while the gate is closed.
    private async Task StartWithEditionsAsync(Action<OperationHandlerOptions<Note>>? configure = null, TimeSpan? wait = null)
    {
        await StartWithAsync(builder =>
        {
            builder.AddStaticCache<Edition>("editions", async (_, cancellationToken) =>
            {
                var edition = new Edition(Volatile.Read(ref _edition));
                await (edition.Number == 0 ? Task.CompletedTask : _gate.Task.WaitAsync(cancellationToken));
                return edition;
            });
            builder.Services.PostConfigure<CacheOptions>(options => options.OwnChangesWait = wait ?? TimeSpan.FromMinutes(1));
            builder.Services.AddScoped<EditionReader>();
            builder.Services.AddSingleton(_read);
            builder.AddOperationHandler<Note, EditionReader>("index", configure);
        });
        foreach (var node in Backend.Services)
        {
            await node.GetRequiredService<IStaticCache<Edition>>().GetAsync(Cancel);
        }
    }

    // As a request does whose middleware has begun a scope.
    private async Task<string> ChangeAndEnqueueAsync(Note note)
    {
        CacheTokenScope.Begin();
        Interlocked.Increment(ref _edition);
        await Backend.Services[0].GetRequiredService<IStaticCache<Edition>>().InvalidateAsync(Cancel);
        return await First.EnqueueAsync(note, cancellationToken: Cancel);
    }

    private sealed record Edition(int Number);

    private sealed class EditionReader(IStaticCache<Edition> cache, NoteWork work, ConcurrentQueue<(int Note, int Edition)> read) : IOperationHandler<Note>
    {
        public async Task HandleAsync(Note operation, OperationContext context, CancellationToken cancellationToken)
        {
            read.Enqueue((operation.Number, cache.Current.Number));
            await work.RunAsync(operation, context, cancellationToken);
        }
    }
}
