using Clustering.Operations;
using DocumentDesk.Documents;
using DocumentDesk.Work;

namespace DocumentDesk.Search;

/// <summary>Puts a document that was saved into the search index.</summary>
internal sealed class IndexDocument(DocumentStore documents, IndexStore index, WorkJournal journal) : IOperationHandler<DocumentUpdated>
{
    /// <summary>A word that lets indexing fail, to see what becomes of that.</summary>
    public const string Failing = "#illegible";

    /// <summary>A word that lets indexing take its time, so that the node may be killed meanwhile.</summary>
    public const string Slow = "#slow";

    private static readonly TimeSpan ItsTime = TimeSpan.FromSeconds(8);

    public Task HandleAsync(DocumentUpdated operation, OperationContext context, CancellationToken cancellationToken) =>
        journal.RunAsync(context, operation.Id, () => IndexAsync(operation.Id, context.Fence, cancellationToken));

    private async Task IndexAsync(string id, long fence, CancellationToken cancellationToken)
    {
        if (DocumentSeed.Find(id) is not { } original)
        {
            throw new OperationRejectedException($"There is no document '{id}'.");
        }

        // What it is now, which may be newer than what was enqueued.
        var present = await documents.FindAsync(original.Id, cancellationToken) is { } change ? change.Of(original) : original;
        var entry = IndexEntry.Of(present, fence);
        if (entry.Text.Contains(Failing, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{original.Id} cannot be indexed: it has the word {Failing}.");
        }

        if (entry.Text.Contains(Slow, StringComparison.Ordinal))
        {
            await Task.Delay(ItsTime, TimeProvider.System, cancellationToken);
        }

        await index.WriteAsync(original.Id, entry, cancellationToken);
    }
}
