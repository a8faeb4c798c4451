using Clustering.Reservations;
using Clustering.Sessions.Internal;
using Microsoft.AspNetCore.Http.Features;

namespace Microsoft.AspNetCore.Http;

/// <summary>Who it is that reserves in a request.</summary>
public static class ReservationHttpContextExtensions
{
    /// <summary>Makes the owner of the request's reservations: its user, in its session.</summary>
    /// <remarks>
    /// A session that begins with this request is not stored yet, so nothing can hang on it: put something into it, and store it with
    /// <c>Session.CommitAsync()</c>. Without sessions in the request's way, the owner has none.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="user">The user as others are to see him. By default the name of <c>HttpContext.User</c>, or else whom <c>SetUser</c> named.</param>
    /// <returns>The owner.</returns>
    /// <exception cref="InvalidOperationException">Nobody is signed in, and no user was given.</exception>
    public static ReservationOwner GetReservationOwner(this HttpContext context, string? user = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var session = context.Features.Get<ISessionFeature>()?.Session;
        var name = user ?? context.User.Identity?.Name ?? (session as ClusterSession)?.GetUser();
        return string.IsNullOrEmpty(name)
            ? throw new InvalidOperationException("Nobody is signed in, so nobody can reserve: sign in first, or say who it is.")
            : new(name, (session as ClusterSession)?.Id);
    }
}
