using Clustering.Operations.Internal;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what administrators do with operations.</summary>
public static class OperationEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps, as JSON: <c>GET {prefix}</c>, every handler with the counts of its queue; <c>GET {prefix}/dead-letters?handler=index&amp;skip=0&amp;take=100</c>, with
    /// what each was about and why it failed; <c>GET {prefix}/operation?handler=index&amp;id=…</c>, where one is; <c>POST {prefix}/replay</c> and <c>/delete</c> of
    /// dead letters (<c>{"handler":"index","ids":["…"]}</c>, or <c>{"handler":"index","all":true}</c>); <c>POST {prefix}/replay-edited</c>, one with another
    /// payload (<c>{"handler":"index","id":"…","payload":"{…}"}</c>); <c>POST {prefix}/cancel</c> (<c>{"handler":"index","id":"…"}</c>), in the name of who is
    /// signed in; and <c>POST {prefix}/pause</c> and <c>/resume</c> (<c>{"handler":"index"}</c>).
    /// </summary>
    /// <remarks>
    /// They are as open as the app leaves them, show payloads in clear, and let whoever may call them run anything that a handler does: require authorization.
    /// What changes something wants JSON, which a form of another site cannot send. Redis away is 503.
    /// </remarks>
    /// <param name="endpoints">The app's endpoints.</param>
    /// <param name="prefix">Where to map them.</param>
    /// <returns>A convention builder for all of them, such as for <c>RequireAuthorization</c>.</returns>
    public static IEndpointConventionBuilder MapClusterOperations(this IEndpointRouteBuilder endpoints, string prefix = "/cluster/operations")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);

        var group = endpoints.MapGroup(prefix);
        group.MapGet("", OperationEndpoints.ListAsync);
        group.MapGet("/dead-letters", OperationEndpoints.ListDeadLettersAsync);
        group.MapGet("/operation", OperationEndpoints.FindAsync);
        group.MapPost("/replay", OperationEndpoints.ReplayAsync);
        group.MapPost("/replay-edited", OperationEndpoints.ReplayEditedAsync);
        group.MapPost("/delete", OperationEndpoints.DeleteAsync);
        group.MapPost("/cancel", OperationEndpoints.CancelAsync);
        group.MapPost("/pause", OperationEndpoints.PauseAsync);
        group.MapPost("/resume", OperationEndpoints.ResumeAsync);
        return group;
    }
}
