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
        reads.MapGet("/basket", (Visitor visitor) => BasketReply.Of(visitor));
        reads.MapGet("/recent", (Visitor visitor) => visitor.Recent.Select(DocumentSummary.Of));

        var writes = api.MapGroup("").WithMetadata(new SessionAttribute(SessionAccess.Required)).RequireAuthorization();
        writes.MapPost("/basket", (BasketRequest request, DocumentLibrary library, Visitor visitor) =>
        {
            if (library.Find(request.Id) is not { } document)
            {
                return Results.Problem($"There is no document '{request.Id}'.", statusCode: StatusCodes.Status404NotFound);
            }

            visitor.PutInBasket(document);
            return Results.Ok(BasketReply.Of(visitor));
        });
        writes.MapDelete("/basket/{id}", (string id, Visitor visitor) =>
        {
            visitor.TakeFromBasket(id);
            return BasketReply.Of(visitor);
        });
        writes.MapDelete("/basket", (Visitor visitor) =>
        {
            visitor.EmptyBasket();
            return BasketReply.Of(visitor);
        });
        return api;
    }

    /// <summary>What to put in the basket.</summary>
    /// <param name="Id">The document's id.</param>
    internal sealed record BasketRequest(string Id);

    /// <summary>The basket.</summary>
    /// <param name="Count">How many documents are in it.</param>
    /// <param name="Pages">How many pages they have.</param>
    /// <param name="Items">The documents, first in first.</param>
    internal sealed record BasketReply(int Count, int Pages, IReadOnlyList<DocumentSummary> Items)
    {
        public static BasketReply Of(Visitor visitor)
        {
            var basket = visitor.Basket;
            return new(basket.Count, basket.Sum(document => document.Pages), [.. basket.Select(DocumentSummary.Of)]);
        }
    }
}
