using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Clustering.Internal;

/// <summary>Answers 503 to requests that failed for want of the cluster, where the app itself has not answered.</summary>
internal sealed class UnavailableStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static async (context, rest) =>
        {
            try
            {
                await rest(context);
            }
            catch (ClusterUnavailableException) when (!context.Response.HasStarted)
            {
                await UnavailableResponse.WriteAsync(context);
            }
        });
        next(app);
    };
}
