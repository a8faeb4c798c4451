namespace Clustering.Sessions;

/// <summary>Where users are signed in, and the way to end their sessions.</summary>
/// <remarks>
/// <para>A session is listed once it has a user: call <c>HttpContext.Session.SetUser(…)</c> at sign-in.</para>
/// <para><b>What you can rely on.</b> When a revocation returns, no node hands out the session any more, and a request in flight cannot
/// bring it back. Revoking all of a user's sessions takes one step however many there are, and a sign-in at the same moment is either
/// wholly before it (and revoked) or wholly after it (and kept).</para>
/// <para><b>What you cannot.</b> A request that has already read its session goes on with what it has read; its changes are refused.
/// The authentication cookie is a thing of its own: revoking sessions does not sign it out.</para>
/// </remarks>
public interface ISessionDirectory
{
    /// <summary>Lists the user's living sessions, the most lately used first.</summary>
    /// <param name="user">The user as given to <c>SetUser</c>. Case matters.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The sessions; none if the user is signed in nowhere.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>Ends one session.</summary>
    /// <param name="user">The user as given to <c>SetUser</c>.</param>
    /// <param name="sessionId">The <see cref="SessionInfo.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting; the session may still end.</param>
    /// <returns><see langword="true"/> if it was there and was this user's.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer; the session may have ended.</exception>
    ValueTask<bool> RevokeAsync(string user, string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Ends all sessions of the user.</summary>
    /// <param name="user">The user as given to <c>SetUser</c>.</param>
    /// <param name="exceptSessionId">The one to keep, such as the present visitor's <c>HttpContext.Session.Id</c>; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops waiting; the sessions may still end.</param>
    /// <exception cref="ClusterUnavailableException">Redis did not answer; the sessions may have ended.</exception>
    ValueTask RevokeAllAsync(string user, string? exceptSessionId = null, CancellationToken cancellationToken = default);
}
