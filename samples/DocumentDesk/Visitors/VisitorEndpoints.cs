using Clustering.Sessions;
using DocumentDesk.Documents;

namespace DocumentDesk.Visitors;

internal static class VisitorEndpoints
{
    /// <remarks>
    /// No anti-forgery token here: a JSON body and a DELETE make a browser ask before it sends them from another site, and nobody
    /// answers. The forms of the pages have tokens.
    /// </remarks>
    public static RouteGroupBuilder MapVisitors(this RouteGroupBuilder api)
    {
        var reads = api.MapGroup("").WithMetadata(new SessionAttribute(SessionAccess.ReadOnly)).RequireAuthorization();
        reads.MapGet("/basket", ShowAsync);
        reads.MapGet("/recent", async (Visitor visitor, DocumentLibrary library, CancellationToken cancellationToken) =>
            (await library.FindAllAsync(visitor.RecentIds, cancellationToken)).Select(DocumentSummary.Of));

        var writes = api.MapGroup("").WithMetadata(new SessionAttribute(SessionAccess.Required)).RequireAuthorization();
        writes.MapPost("/basket", async (BasketRequest request, DocumentLibrary library, Visitor visitor, CancellationToken cancellationToken) =>
        {
            if (await library.IdOfAsync(request.Id, cancellationToken) is not { } id)
            {
                return Results.Problem($"There is no document '{request.Id}'.", statusCode: StatusCodes.Status404NotFound);
            }

            visitor.PutInBasket(id);
            return Results.Ok(await ShowAsync(visitor, library, cancellationToken));
        });
        writes.MapDelete("/basket/{id}", (string id, Visitor visitor, DocumentLibrary library, CancellationToken cancellationToken) =>
        {
            visitor.TakeFromBasket(id);
            return ShowAsync(visitor, library, cancellationToken);
        });
        writes.MapDelete("/basket", (Visitor visitor, DocumentLibrary library, CancellationToken cancellationToken) =>
        {
            visitor.EmptyBasket();
            return ShowAsync(visitor, library, cancellationToken);
        });
        return api;
    }

    private static async Task<BasketReply> ShowAsync(Visitor visitor, DocumentLibrary library, CancellationToken cancellationToken)
    {
        var basket = await library.FindAllAsync(visitor.BasketIds, cancellationToken);
        return new(basket.Count, basket.Sum(document => document.Pages), [.. basket.Select(DocumentSummary.Of)]);
    }

    /// <summary>What to put in the basket.</summary>
    /// <param name="Id">The document's id.</param>
    internal sealed record BasketRequest(string Id);

    /// <summary>The basket.</summary>
    /// <param name="Count">How many documents are in it.</param>
    /// <param name="Pages">How many pages they have.</param>
    /// <param name="Items">The documents, first in first.</param>
    internal sealed record BasketReply(int Count, int Pages, IReadOnlyList<DocumentSummary> Items);
}
