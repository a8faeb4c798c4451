using DocumentDesk.Reservations;

namespace DocumentDesk.Documents;

/// <summary>Saves what a visitor has typed, if the document is still his.</summary>
internal sealed class DocumentEditor(DocumentLibrary library, DocumentStore store, DocumentReservations reservations)
{
    /// <summary>Asks whether the document is still the visitor's, and saves.</summary>
    /// <returns><see langword="null"/> if it is saved; else why it is not.</returns>
    public async Task<Refusal?> SaveAsync(string id, DocumentForm form, CancellationToken cancellationToken)
    {
        if (await reservations.WhyNotMineAsync(id, cancellationToken) is { } lost)
        {
            return lost;
        }

        // With the fence under which the text was read, not with today's: whoever has reserved and saved it in between is not overwritten.
        if (form.Fence > 0 && await store.SaveAsync(id, form.ToChange(reservations.MyName), cancellationToken))
        {
            return null;
        }

        var present = await library.FindAsync(id, cancellationToken);
        return new($"{present?.ChangedBy ?? "Somebody"} has saved the document after you opened it.");
    }
}
