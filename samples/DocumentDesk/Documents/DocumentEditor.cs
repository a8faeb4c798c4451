using DocumentDesk.Reservations;

namespace DocumentDesk.Documents;

/// <summary>Saves what a visitor has typed, if he may, and the document is still his.</summary>
internal sealed class DocumentEditor(DocumentLibrary library, DocumentStore store, DocumentReservations reservations)
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
        if (form.Fence > 0 && await store.SaveAsync(document.Id, form.ToChange(reservations.MyName), cancellationToken))
        {
            return null;
        }

        var present = await library.FindAsync(document.Id, cancellationToken);
        return new($"{present?.ChangedBy ?? "Somebody"} has saved the document after you opened it.");
    }
}
