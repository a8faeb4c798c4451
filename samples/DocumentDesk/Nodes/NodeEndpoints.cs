using Clustering.Nodes;
using Clustering.Sessions;

namespace DocumentDesk.Nodes;

internal static class NodeEndpoints
{
    public static RouteGroupBuilder MapNodes(this RouteGroupBuilder api)
    {
        api.MapGet("/node", (IClusterNodes nodes) => new NodeReply(nodes.Self.Id, nodes.Self.Name, nodes.Self.StartedAt))
            .WithMetadata(new SessionAttribute(SessionAccess.None));
        return api;
    }

    /// <summary>Says with the header <c>X-Node</c> which node answered.</summary>
    public static void UseNodeHeader(this WebApplication app)
    {
        var name = app.Services.GetRequiredService<IClusterNodes>().Self.Name;
        app.Use((context, next) =>
        {
            // When the response starts, because the error page begins with clearing the headers.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Node"] = name;
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>The node that answered.</summary>
    /// <param name="Id">The process.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="StartedAt">Since when it runs.</param>
    internal sealed record NodeReply(string Id, string Name, DateTimeOffset StartedAt);
}
