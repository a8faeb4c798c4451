using Clustering.Operations;
using DocumentDesk.Work;

namespace DocumentDesk.News;

/// <summary>Tells the readers that a document was saved.</summary>
internal sealed class TellNews(NewsStore news, WorkJournal journal) : IOperationHandler<DocumentUpdated>
{
    public Task HandleAsync(DocumentUpdated operation, OperationContext context, CancellationToken cancellationToken) => journal.RunAsync(
        context,
        operation.Id,
        () => news.TellAsync(new(context.Id, operation.Id, operation.By, operation.At), context.Fence, cancellationToken));
}
