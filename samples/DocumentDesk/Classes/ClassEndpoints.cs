using System.Security.Claims;
using Clustering.Caches;
using DocumentDesk.Accounts;
using DocumentDesk.Books;

namespace DocumentDesk.Classes;

internal static class ClassEndpoints
{
    public static RouteGroupBuilder MapClasses(this RouteGroupBuilder admin)
    {
        admin.MapGet("/classes", (IStaticCache<ClassBook> cache, CancellationToken cancellationToken) => cache.GetAsync(cancellationToken));
        admin.MapPut("/classes/{slug}", ChangeAsync);
        return admin;
    }

    private static async Task<IResult> ChangeAsync(
        string slug, ClassForm form, ClaimsPrincipal user, BookEditor<ClassBook> editor, CancellationToken cancellationToken)
    {
        if (ClassBook.Initial.Find(slug) is null)
        {
            return Results.Problem($"There is no class '{slug}'.", statusCode: StatusCodes.Status404NotFound);
        }

        if (!form.IsValid)
        {
            return Results.Problem(ClassForm.Rule, statusCode: StatusCodes.Status400BadRequest);
        }

        return await editor.ChangeAsync(form.Revision, user.GetDisplayName(), book => book.With(form.Of(slug)), cancellationToken)
            ? Results.NoContent()
            : BookProblems.ChangedMeanwhile();
    }
}
