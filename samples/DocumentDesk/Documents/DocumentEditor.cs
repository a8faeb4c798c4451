using Clustering.Operations;
using DocumentDesk.Reservations;
using DocumentDesk.Work;

namespace DocumentDesk.Documents;

/// <summary>Saves what a visitor has typed, if he may, and the document is still his; and leaves to others what comes of that.</summary>
/// <remarks>
/// To save and to enqueue are two steps. If this process dies exactly in between, the search and the news do not hear of the document until it is saved again. With a
/// database, the same transaction writes down that there is something to enqueue, and whoever reads that enqueues it.
/// </remarks>
internal sealed class DocumentEditor(DocumentLibrary library, DocumentStore store, DocumentReservations reservations, IOperations operations)
{
    /// <summary>Asks whether the visitor may change the document and it is still his, and saves.</summary>
    /// <returns><see langword="null"/> if it is saved; else why it is not.</returns>
    public async Task<Refusal?> SaveAsync(Document document, DocumentForm form, CancellationToken cancellationToken)
    {
        if (!await library.MayEditAsync(document, cancellationToken))
        {
            return Refusal.NoRight(document);
        }

        if (await reservations.WhyNotMineAsync(document.Id, cancellationToken) is { } lost)
        {
            return lost;
        }

        // With the fence under which the text was read, not with today's: whoever has reserved and saved it in between is not overwritten.
        var change = form.ToChange(reservations.MyName);
        if (form.Fence > 0 && await store.SaveAsync(document.Id, change, cancellationToken))
        {
            // It is saved: whoever goes away now does not keep the others from hearing of it.
            await operations.EnqueueAsync(new DocumentUpdated(document.Id, change.By, change.At), cancellationToken: CancellationToken.None);
            return null;
        }

        var present = await library.FindAsync(document.Id, cancellationToken);
        return new($"{present?.ChangedBy ?? "Somebody"} has saved the document after you opened it.");
    }
}
