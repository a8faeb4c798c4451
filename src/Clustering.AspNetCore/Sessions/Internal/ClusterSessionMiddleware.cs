using System.Runtime.CompilerServices;
using Clustering.Caches.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Session;

namespace Clustering.Sessions.Internal;

/// <summary>Gives each request its session: read ahead, stored before the client can act on the response.</summary>
internal sealed class ClusterSessionMiddleware(RequestDelegate next, ClusterSessionServices services, SessionCookies cookies)
{
    // Endpoints that made a thread wait once are read ahead from then on.
    private readonly ConditionalWeakTable<Endpoint, object> _readAhead = [];

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var access = endpoint?.Metadata.GetMetadata<SessionAttribute>()?.Access ?? SessionAccess.OnDemand;
        if (access == SessionAccess.None)
        {
            context.Features.Set<ISessionFeature>(NoSessionFeature.Instance);
            await next(context);
            return;
        }

        var session = CreateSession(context, access);
        var response = new SessionResponse(context, session, cookies);
        response.Attach();
        try
        {
            if (access != SessionAccess.OnDemand || (endpoint is not null && _readAhead.TryGetValue(endpoint, out _)) || cookies.HasOwnChanges(context))
            {
                // Not bound to the visitor's connection: watching it costs more than reading to the end, which the budget bounds.
                await session.LoadAsync(CancellationToken.None);
            }

            await next(context);
            await response.StoreAsync(CancellationToken.None);
        }
        catch (ClusterUnavailableException exception) when (ReferenceEquals(exception, session.Failure) && !context.Response.HasStarted)
        {
            await response.RefuseAsync();
        }
        catch (Exception) when (!context.Response.HasStarted && (session.IsDirty || session.HasNewTokens) && session.Failure is null)
        {
            // As ASP.NET Core's middleware does: what the request changed before it failed is kept.
            await response.StoreQuietlyAsync();
            throw;
        }
        finally
        {
            response.Detach();
            session.TouchIfUntouched();
            if (session.HasBlocked && endpoint is not null)
            {
                _readAhead.TryAdd(endpoint, this);
            }
        }
    }

    private ClusterSession CreateSession(HttpContext context, SessionAccess access)
    {
        var options = cookies.Options;
        var credential = cookies.Read(context, out var unavailable);
        var session = new ClusterSession(
            services,
            credential?.Secret ?? SessionIds.NewCredential(),
            credential?.Id,
            isNew: credential is null && unavailable is null,
            options.IdleTimeout,
            SessionTimes.IoLimit(options.IOTimeout, services.Options.Budget),
            new SessionBinding(() => !context.Response.HasStarted, context, cookies))
        {
            Access = access,
            Scope = CacheTokenScope.Begin(),
        };
        if (unavailable is not null)
        {
            session.CannotBeRead(unavailable);
        }

        context.Features.Set<ISessionFeature>(new SessionFeature { Session = session });
        return session;
    }
}
