using System.Security.Claims;
using Clustering.Sessions;
using DocumentDesk.Visitors;

namespace DocumentDesk.Accounts;

internal static class AccountEndpoints
{
    public static RouteGroupBuilder MapAccounts(this RouteGroupBuilder api)
    {
        api.MapGet("/me", (ClaimsPrincipal user, Visitor visitor) => new Me(
                user.Identity!.Name!, user.GetDisplayName(), visitor.SignedInOn, visitor.SignedInAt, visitor.DocumentsOpened))
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly))
            .RequireAuthorization();
        return api;
    }

    /// <summary>The visitor, as <c>/api/me</c> tells.</summary>
    /// <param name="Name">The name signed in with.</param>
    /// <param name="DisplayName">The name to show.</param>
    /// <param name="SignedInOn">The node that checked the password.</param>
    /// <param name="SignedInAt">When it did.</param>
    /// <param name="DocumentsOpened">How many documents were opened since.</param>
    internal sealed record Me(string Name, string DisplayName, string? SignedInOn, DateTimeOffset? SignedInAt, long DocumentsOpened);
}
