using Clustering.Operations;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Contracts.Operations;

/// <summary>What all operations do, with Redis and without. Derive, say how to make nodes, done.</summary>
/// <remarks>Split by concern into the files beside this one. After every test, the queues must add up.</remarks>
public abstract partial class OperationContract : IAsyncLifetime
{
    private OperationBackend? _backend;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected OperationBackend Backend => _backend!;

    private IOperations First => Backend.Nodes[0];

    private IOperations Second => Backend.Nodes[^1];

    private IOperationQueues Queues => Backend.Queues;

    private NoteWork Work => Backend.Work;

    /// <summary>Makes nodes that no other test meets.</summary>
    private protected abstract Task<OperationBackend> CreateAsync(Action<IClusterBuilder> build);

    /// <summary>Does nothing: each test starts nodes with handlers of its own.</summary>
    /// <returns>A task that has ended.</returns>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Looks whether the queues add up, and stops the nodes.</summary>
    /// <returns>A task that ends when they have.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        if (_backend is not null)
        {
            Assert.All(await Queues.ListAsync(Cancel), queue => Assert.True(queue.IsBalanced, $"{queue}"));
            await _backend.DisposeAsync();
        }
    }

    private Task StartAsync(Action<OperationHandlerOptions<Note>>? configure = null) =>
        StartWithAsync(builder => builder.AddOperationHandler<Note, NoteHandler>("index", configure));

    private async Task StartWithAsync(Action<IClusterBuilder> build) => _backend = await CreateAsync(build);

    private static Note[] Notes(int count, string key = "a") => [.. Enumerable.Range(1, count).Select(number => new Note(key, number))];

    private async Task<OperationQueueStatus> CountAsync(string handler = "index") =>
        (await Queues.ListAsync(Cancel)).Single(queue => queue.Handler == handler);

    private Task DoneAsync(int count, string handler = "index") => Eventually.TrueAsync(
        async () => (await CountAsync(handler)).Completed == count, $"{count} operations have succeeded in {handler}");

    private Task DeadAsync(int count, string handler = "index") => Eventually.TrueAsync(
        async () => (await CountAsync(handler)).Dead == count, $"there are {count} dead letters of {handler}");

    private Task StateAsync(string id, OperationState state, string handler = "index") => Eventually.TrueAsync(
        async () => (await First.FindAsync(handler, id, Cancel))?.State == state, $"{id} is {state}");

    private Task RunsAsync(int count) => Eventually.TrueAsync(() => Work.Runs.Count >= count, $"{count} runs have begun");
}
