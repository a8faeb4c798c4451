using System.Security.Claims;

namespace DocumentDesk.Accounts;

/// <summary>What the sign-in says of a visitor.</summary>
internal static class ClaimsPrincipalExtensions
{
    public static string GetDisplayName(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.GivenName)!;

    public static string GetRole(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.Role) ?? "";

    public static bool IsAdministrator(this ClaimsPrincipal user) => user.IsInRole(DemoUsers.Administration);
}
