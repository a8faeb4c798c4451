using Clustering.Sessions;

namespace DocumentDesk.Documents;

internal static class DocumentEndpoints
{
    public static RouteGroupBuilder MapDocuments(this RouteGroupBuilder api)
    {
        var documents = api.MapGroup("/documents").WithMetadata(new SessionAttribute(SessionAccess.None)).RequireAuthorization();
        documents.MapGet("", (string? q, string? category, DocumentLibrary library) => library.Search(q, category).Select(DocumentSummary.Of));
        documents.MapGet("/{id}", (string id, DocumentLibrary library) => library.Find(id) is { } document
            ? Results.Ok(document)
            : Results.Problem($"There is no document '{id}'.", statusCode: StatusCodes.Status404NotFound));
        return api;
    }
}
