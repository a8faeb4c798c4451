using Clustering.Reservations;
using Clustering.Sessions;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

[Session(SessionAccess.ReadOnly)]
internal sealed class ReservationsModel(DocumentLibrary library, DocumentReservations reservations) : PageModel
{
    public IReadOnlyList<Reserved> Mine { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var mine = await reservations.MineAsync(cancellationToken);
        var documents = await library.FindAllAsync(mine.Select(reservation => reservation.Resource.Id), cancellationToken);
        Mine = [.. documents.Join(
            mine,
            document => document.Id,
            reservation => reservation.Resource.Id,
            (document, reservation) => new Reserved(document, reservation, reservations.IsMine(reservation)))];
    }

    public async Task<IActionResult> OnPostReleaseAsync(string id, CancellationToken cancellationToken)
    {
        await reservations.GiveBackMineAsync(id, cancellationToken);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostReleaseAllAsync(CancellationToken cancellationToken)
    {
        await reservations.GiveBackAllAsync(cancellationToken);
        return RedirectToPage();
    }

    /// <summary>A document that the visitor has.</summary>
    /// <param name="Document">The document.</param>
    /// <param name="Reservation">Since when, and with which note.</param>
    /// <param name="IsHere">Whether he has it in this browser.</param>
    internal sealed record Reserved(Document Document, Reservation Reservation, bool IsHere);
}
