using System.Security.Claims;
using Clustering.Caches;
using DocumentDesk.Accounts;
using DocumentDesk.Books;
using DocumentDesk.Classes;

namespace DocumentDesk.Access;

internal static class AccessEndpoints
{
    public static RouteGroupBuilder MapAccess(this RouteGroupBuilder admin)
    {
        admin.MapGet("/access", (IStaticCache<AccessBook> cache, CancellationToken cancellationToken) => cache.GetAsync(cancellationToken));
        admin.MapPut("/access/{slug}", ChangeAsync);
        return admin;
    }

    private static async Task<IResult> ChangeAsync(
        string slug, AccessRequest request, ClaimsPrincipal user, BookEditor<AccessBook> editor, CancellationToken cancellationToken)
    {
        if (ClassBook.Initial.Find(slug) is null)
        {
            return Results.Problem($"There is no class '{slug}'.", statusCode: StatusCodes.Status404NotFound);
        }

        if (request.Levels is null || !AccessBook.IsValid(request.Levels))
        {
            return Results.Problem($"Only for {string.Join(", ", DemoUsers.Roles)}.", statusCode: StatusCodes.Status400BadRequest);
        }

        return await editor.ChangeEverywhereAsync(request.Revision, user.GetDisplayName(), book => book.With(slug, request.Levels), cancellationToken) is { } barrier
            ? Results.Ok(new AccessReply(barrier.IsComplete, [.. barrier.Laggards.Select(node => node.Name)]))
            : BookProblems.ChangedMeanwhile();
    }

    /// <summary>The access list of a class.</summary>
    /// <param name="Levels">What each role may do. Who is not in it may do nothing.</param>
    /// <param name="Revision">The revision of the lists that was read.</param>
    internal sealed record AccessRequest(Dictionary<string, AccessLevel>? Levels, long Revision);

    /// <summary>How far it has come.</summary>
    /// <param name="IsEverywhere">Whether no node goes by the former list any more.</param>
    /// <param name="Laggards">Who has not said that it does not.</param>
    internal sealed record AccessReply(bool IsEverywhere, IReadOnlyList<string> Laggards);
}
