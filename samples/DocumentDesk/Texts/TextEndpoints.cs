using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clustering.Caches;
using DocumentDesk.Accounts;
using DocumentDesk.Books;

namespace DocumentDesk.Texts;

internal static class TextEndpoints
{
    public static RouteGroupBuilder MapTexts(this RouteGroupBuilder admin)
    {
        admin.MapGet("/texts", (IStaticCache<TextBook> cache, CancellationToken cancellationToken) => cache.GetAsync(cancellationToken));
        admin.MapPut("/texts", ChangeAsync);
        return admin;
    }

    private static async Task<IResult> ChangeAsync(TextRequest request, ClaimsPrincipal user, BookEditor<TextBook> editor, CancellationToken cancellationToken)
    {
        if (request.Texts is not { } texts || !Validator.TryValidateObject(texts, new(texts), null, validateAllProperties: true))
        {
            return Results.Problem(DeskTexts.Rule, statusCode: StatusCodes.Status400BadRequest);
        }

        return await editor.ChangeAsync(request.Revision, user.GetDisplayName(), book => book with { Texts = texts }, cancellationToken)
            ? Results.NoContent()
            : BookProblems.ChangedMeanwhile();
    }

    /// <summary>All texts.</summary>
    /// <param name="Texts">The texts; one that is left out is the desk's own.</param>
    /// <param name="Revision">The revision that was read.</param>
    internal sealed record TextRequest(DeskTexts? Texts, long Revision);
}
