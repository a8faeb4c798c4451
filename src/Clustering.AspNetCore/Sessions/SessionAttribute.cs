namespace Clustering.Sessions;

/// <summary>Says what an endpoint does with the session, so that <c>UseClusterSession()</c> can read it ahead without making a thread wait.</summary>
/// <param name="access">What the endpoint does with the session.</param>
/// <example>
/// <code language="csharp">
/// app.MapGet("/basket", (HttpContext context) => context.Session.GetString("basket"))
///    .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SessionAttribute(SessionAccess access) : Attribute
{
    /// <summary>Gets what the endpoint does with the session.</summary>
    public SessionAccess Access { get; } = access;
}
