using Clustering.Caches.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Session;

namespace Clustering.Sessions.Internal;

/// <summary>Puts the cluster's sessions under ASP.NET Core's own <c>UseSession()</c>.</summary>
/// <remarks>
/// That middleware stores the session after the response, when the visitor may already have asked another node. So this store finds the
/// request by itself and stores before the response starts. What it cannot do is in the documentation: read ahead, answer 503, hold
/// back the end of a response that has started.
/// </remarks>
internal sealed class ClusterSessionStore(ClusterSessionServices services, SessionCookies cookies, IHttpContextAccessor accessor) : ISessionStore
{
    public ISession Create(string sessionKey, TimeSpan idleTimeout, TimeSpan ioTimeout, Func<bool> tryEstablishSession, bool isNewSessionKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionKey);
        ArgumentNullException.ThrowIfNull(tryEstablishSession);
        var context = accessor.HttpContext;
        var session = new ClusterSession(
            services,
            sessionKey,
            id: null,
            isNewSessionKey,
            idleTimeout,
            SessionTimes.IoLimit(ioTimeout, services.Options.Budget),
            new SessionBinding(tryEstablishSession, context, cookies))
        {
            IsStockManaged = true,
            Scope = CacheTokenScope.Begin(), // For whatever that middleware, which calls this, calls next.
        };
        context?.Response.OnStarting(static state => ((ClusterSession)state).CommitWithResponseAsync(CancellationToken.None), session);
        return session;
    }
}
