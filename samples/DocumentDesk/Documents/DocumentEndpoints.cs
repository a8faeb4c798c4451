using System.ComponentModel.DataAnnotations;
using Clustering.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace DocumentDesk.Documents;

internal static class DocumentEndpoints
{
    public static RouteGroupBuilder MapDocuments(this RouteGroupBuilder api)
    {
        var documents = api.MapGroup("/documents").RequireAuthorization();
        var reads = documents.MapGroup("").WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        reads.MapGet("", async (string? q, [FromQuery(Name = "class")] string? slug, DocumentLibrary library, CancellationToken cancellationToken) =>
            (await library.SearchAsync(q, slug, cancellationToken)).Select(DocumentSummary.Of));
        reads.MapGet("/{id}", async (string id, DocumentLibrary library, CancellationToken cancellationToken) =>
            await library.FindAsync(id, cancellationToken) is { } document ? Results.Ok(document) : NoSuchDocument(id));
        documents.MapPut("/{id}", SaveAsync).WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        return api;
    }

    // With the fence that the reservation was granted with: POST /api/reservations says it.
    private static async Task<IResult> SaveAsync(
        string id, DocumentForm form, DocumentLibrary library, DocumentEditor editor, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(id, cancellationToken) is not { } document)
        {
            return NoSuchDocument(id);
        }

        if (!Validator.TryValidateObject(form, new(form), null, validateAllProperties: true))
        {
            return Results.Problem("A document needs a title and a summary, and has its limits.", statusCode: StatusCodes.Status400BadRequest);
        }

        return await editor.SaveAsync(document, form, cancellationToken) is { } refusal
            ? refusal.ToProblem()
            : Results.Ok(await library.FindAsync(document.Id, cancellationToken));
    }

    private static IResult NoSuchDocument(string id) =>
        Results.Problem($"There is no document '{id}'.", statusCode: StatusCodes.Status404NotFound);
}
