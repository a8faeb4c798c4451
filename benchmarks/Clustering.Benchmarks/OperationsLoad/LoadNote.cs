using Clustering.Operations;

namespace Clustering.Benchmarks.OperationsLoad;

/// <summary>The operation of the benchmark: about as much as the id of a document and what happened to it.</summary>
/// <param name="Id">The document.</param>
/// <param name="Sent">The timestamp at which it was enqueued.</param>
/// <param name="Text">More, to the size of usual payloads.</param>
[Operation("note")]
internal sealed record LoadNote(string Id, long Sent, string Text);

/// <summary>Does nothing but count.</summary>
internal sealed class LoadHandler(LoadCount count) : IOperationHandler<LoadNote>
{
    public Task HandleAsync(LoadNote operation, OperationContext context, CancellationToken cancellationToken)
    {
        count.Add(operation.Sent);
        return Task.CompletedTask;
    }
}
