using Clustering.Reservations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Snippets;

/// <summary>The code of docs/reservations.md.</summary>
internal static class ReservationSnippets
{
    public static void Open(WebApplication app)
    {
        app.MapGet("/documents/{id}", async (string id, HttpContext context, IReservations reservations, CancellationToken cancellationToken) =>
        {
            var document = new ReservationResource("document", id);
            var result = await reservations.TryReserveAsync(
                document, context.GetReservationOwner(), ReservationLifetime.Session, cancellationToken: cancellationToken);
            return result.IsGranted
                ? Results.Text("yours to change")
                : Results.Text($"read-only: {result.Holder!.Owner.User} has it since {result.Holder.Since:t}");
        }).RequireAuthorization();
    }

    public static async Task HoldAsync(IReservations reservations, ReservationResource document, CancellationToken cancellationToken)
    {
        var hold = await reservations.TryHoldAsync(document, new ReservationOwner("import"), "nightly import", cancellationToken);
        if (hold.IsGranted)
        {
            await using var handle = hold.Handle;
            await ImportAsync(handle.Fence, handle.Lost);
        }
    }

    public static async Task<IResult> SaveAsync(
        IReservations reservations, ReservationResource document, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await reservations.RenewAsync(document, context.GetReservationOwner(), cancellationToken: cancellationToken);
        return outcome.Status switch
        {
            ReservationStatus.Done => await SaveAsync(outcome.Reservation!.Fence),
            ReservationStatus.Forced => Results.Conflict($"{outcome.By} took it from you: {outcome.Reason}"),
            ReservationStatus.Held => Results.Conflict($"{outcome.Reservation!.Owner.User} has it now"),
            _ => Results.Conflict("It is not yours any more: reserve it again"),
        };
    }

    public static async Task<IEnumerable<string>> ManyAsync(
        IReservations reservations, ReservationResource[] documents, ReservationOwner owner, CancellationToken cancellationToken)
    {
        var results = await reservations.TryReserveAllAsync(documents, owner, ReservationLifetime.Session, ReservationMode.AllOrNothing, "year end", cancellationToken);
        var taken = results.Where(result => result.Holder is not null).Select(result => result.Holder!.Owner.User).Distinct();
        return taken;
    }

    public static async Task PeopleAsync(
        IReservations reservations,
        ReservationResource document,
        ReservationOwner anna,
        ReservationOwner ben,
        Reservation seen,
        CancellationToken cancellationToken)
    {
        await reservations.AskToReleaseAsync(document, "ben", "May I? It is for the board.", cancellationToken);
        await reservations.TransferAsync(document, anna, ben, ReservationLifetime.Session, cancellationToken: cancellationToken);
        await reservations.ForceReleaseAsync(document, by: "root", reason: "anna is on holiday", seen.Fence, cancellationToken);
    }

    public static async Task ListenAsync(IReservations reservations, IPage page)
    {
        using var subscription = reservations.Subscribe(async happened => await page.ShowAsync(happened.Kind, happened.Resource));
        await page.ClosedAsync();
    }

    private static Task ImportAsync(long fence, CancellationToken cancellationToken) => Task.Delay((int)(fence % 10), cancellationToken);

    private static Task<IResult> SaveAsync(long fence) => Task.FromResult(Results.Ok(fence));

    /// <summary>A page that is open in a browser.</summary>
    internal interface IPage
    {
        Task ShowAsync(ReservationEventKind kind, ReservationResource? resource);

        Task ClosedAsync();
    }
}
