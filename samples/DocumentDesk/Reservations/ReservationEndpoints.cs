using System.Security.Claims;
using Clustering.Sessions;
using DocumentDesk.Access;
using DocumentDesk.Accounts;
using DocumentDesk.Documents;

namespace DocumentDesk.Reservations;

internal static class ReservationEndpoints
{
    /// <remarks>No anti-forgery tokens, for the reason that the basket has none.</remarks>
    public static RouteGroupBuilder MapReservations(this RouteGroupBuilder api)
    {
        var all = api.MapGroup("/reservations").RequireAuthorization();
        all.MapGet("/live", (ClaimsPrincipal user, ReservationFeed feed, CancellationToken cancellationToken) =>
                TypedResults.ServerSentEvents(feed.ListenAsync(user, cancellationToken)))
            .WithMetadata(new SessionAttribute(SessionAccess.None));

        var reads = all.MapGroup("").WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        reads.MapGet("", async (Rights rights, DocumentReservations reservations, CancellationToken cancellationToken) =>
        {
            var mine = await rights.OfVisitorAsync(cancellationToken);
            return (await reservations.AllAsync(cancellationToken)).Values.Where(reserved => mine.MayRead(reserved.Document));
        });
        reads.MapGet("/mine", async (DocumentReservations reservations, CancellationToken cancellationToken) =>
            (await reservations.MineAsync(cancellationToken)).Select(reservations.Show));

        var writes = all.MapGroup("").WithMetadata(new SessionAttribute(SessionAccess.Required));
        writes.MapPost("", ReserveAsync);

        var one = all.MapGroup("/{id}").AddEndpointFilter(ReadableDocumentsOnlyAsync);
        one.MapGet("", (string id, DocumentReservations reservations, CancellationToken cancellationToken) => reservations.FindAsync(id, cancellationToken))
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        one.MapDelete("", ReleaseAsync).WithMetadata(new SessionAttribute(SessionAccess.Required));
        one.MapPost("/ask", AskAsync).WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        one.MapPost("/force", ForceAsync).WithMetadata(new SessionAttribute(SessionAccess.ReadOnly))
            .RequireAuthorization(AccountServices.Administrator);
        return api;
    }

    private static async Task<IResult> ReserveAsync(
        ReserveRequest request, DocumentLibrary library, DocumentReservations reservations, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(request.Id, cancellationToken) is not { } document)
        {
            return NoSuchDocument(request.Id);
        }

        if (!await library.MayEditAsync(document, cancellationToken))
        {
            return Refusal.NoRight(document).ToProblem();
        }

        if (Says(request.Note) is { } tooLong)
        {
            return tooLong;
        }

        var result = await reservations.ReserveAsync(document.Id, request.Note, cancellationToken);
        return result.IsGranted
            ? Results.Ok(reservations.Show(result.Granted))
            : reservations.Refuse(result).ToProblem();
    }

    private static async Task<IResult> ReleaseAsync(string id, DocumentReservations reservations, CancellationToken cancellationToken) =>
        await reservations.GiveBackAsync(id, cancellationToken) is { } refusal ? refusal.ToProblem() : Results.NoContent();

    private static async Task<IResult> AskAsync(
        string id, AskRequest request, DocumentReservations reservations, CancellationToken cancellationToken) =>
        Says(request.Message) ??
        (await reservations.AskAsync(id, request.Message ?? "", cancellationToken) is { } asked ? Results.Ok(asked) : NotReserved(id));

    private static async Task<IResult> ForceAsync(
        string id, ForceRequest request, DocumentReservations reservations, CancellationToken cancellationToken) =>
        Says(request.Reason) ??
        (await reservations.ForceAsync(id, request.Reason ?? "", request.Fence, cancellationToken) ? Results.NoContent() : NotReserved(id));

    // The number as it is written: reservations tell D-1003 from d-1003, the library does not.
    private static async ValueTask<object?> ReadableDocumentsOnlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var id = (string)context.HttpContext.GetRouteValue("id")!;
        var library = context.HttpContext.RequestServices.GetRequiredService<DocumentLibrary>();
        if (await library.IdOfAsync(id, context.HttpContext.RequestAborted) is not { } known)
        {
            return NoSuchDocument(id);
        }

        context.Arguments[0] = known;
        return await next(context);
    }

    private static IResult? Says(string? text) => text is { Length: > DocumentReservations.LongestText }
        ? Results.Problem($"At most {DocumentReservations.LongestText} characters.", statusCode: StatusCodes.Status400BadRequest)
        : null;

    private static IResult NoSuchDocument(string id) =>
        Results.Problem($"There is no document '{id}'.", statusCode: StatusCodes.Status404NotFound);

    private static IResult NotReserved(string id) =>
        Results.Problem($"Nobody has reserved '{id}', or not with this fence.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>What to reserve.</summary>
    /// <param name="Id">The document's number.</param>
    /// <param name="Note">For others to read.</param>
    internal sealed record ReserveRequest(string Id, string? Note = null);

    /// <summary>What to tell the holder.</summary>
    /// <param name="Message">The words.</param>
    internal sealed record AskRequest(string Message);

    /// <summary>Why the holder loses it.</summary>
    /// <param name="Reason">The words.</param>
    /// <param name="Fence">Which reservation is meant; without it whichever there is.</param>
    internal sealed record ForceRequest(string Reason, long? Fence = null);
}
