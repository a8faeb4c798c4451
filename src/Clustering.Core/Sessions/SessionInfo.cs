namespace Clustering.Sessions;

/// <summary>A session of a user, as <see cref="ISessionDirectory"/> lists it.</summary>
/// <param name="Id">Identifies the session: the same as <c>HttpContext.Session.Id</c>. Not the credential in the cookie, and not convertible into it.</param>
/// <param name="User">The user that <c>SetUser</c> named.</param>
/// <param name="Device">What <c>SetUser</c> was told about the browser or place, if anything.</param>
/// <param name="SignedInAt">When <c>SetUser</c> was committed, by the server's clock.</param>
/// <param name="LastSeenAt">When the session was last used, at most <c>Clustering:Sessions:TouchGranularity</c> too early.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
public sealed record SessionInfo(
    string Id, string User, string? Device, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt);
