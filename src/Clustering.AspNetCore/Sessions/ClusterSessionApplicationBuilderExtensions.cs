using Clustering.Sessions.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the cluster's session middleware to a pipeline.</summary>
public static class ClusterSessionApplicationBuilderExtensions
{
    /// <summary>
    /// Gives requests their session, in place of <c>UseSession()</c>: read ahead without making a thread wait, stored before the client
    /// can act on the response, and answered with 503 where the session is needed and Redis is away.
    /// </summary>
    /// <remarks>
    /// Put it where <c>UseSession()</c> was: after routing, before whatever uses the session. Cookie, idle timeout and I/O timeout are
    /// those of <c>AddSession(…)</c>, and the cookies are interchangeable with that middleware's.
    /// </remarks>
    /// <param name="app">The pipeline.</param>
    /// <returns><paramref name="app"/>, for chaining.</returns>
    /// <exception cref="InvalidOperationException"><c>AddClustering()</c> has not been called.</exception>
    public static IApplicationBuilder UseClusterSession(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<ClusterSessionServices>() is null)
        {
            throw new InvalidOperationException("UseClusterSession() needs AddClustering() on the services.");
        }

        return app.UseMiddleware<ClusterSessionMiddleware>();
    }
}
