namespace Clustering.Sessions.Internal;

/// <summary>What a cookie holds, and the id that follows from it.</summary>
/// <param name="Secret">The credential.</param>
/// <param name="Id">The session's id, as <see cref="SessionIds"/> makes it.</param>
internal sealed record SessionCredential(string Secret, string Id);
