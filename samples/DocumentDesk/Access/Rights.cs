using System.Security.Claims;
using Clustering.Caches;
using DocumentDesk.Accounts;

namespace DocumentDesk.Access;

/// <summary>What somebody who is signed in may do now.</summary>
/// <remarks>
/// His role is in his cookie, what the role may do is in the cache: so each request goes by the lists as they are, and asks nobody. Where this node cannot know whether
/// they are current, it refuses.
/// </remarks>
internal sealed class Rights(IStaticCache<AccessBook> access, IHttpContextAccessor accessor)
{
    public ValueTask<RoleRights> OfVisitorAsync(CancellationToken cancellationToken) => OfAsync(accessor.HttpContext!.User, cancellationToken);

    public async ValueTask<RoleRights> OfAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        new(await access.GetAsync(cancellationToken), user.GetRole());
}
