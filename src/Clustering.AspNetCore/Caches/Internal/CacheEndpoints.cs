using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clustering.Caches.Internal;

/// <summary>What the endpoints for caches do.</summary>
internal static class CacheEndpoints
{
    // A node that lives answers within milliseconds, and a page should not hang because one does not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static async Task<IEnumerable<CacheView>> ListAsync(ICacheRegions caches, CancellationToken cancellationToken) =>
        (await caches.ListNodesAsync(Patience, cancellationToken)).Select(CacheView.Of);

    public static async Task<IEnumerable<CacheView>> LaggardsAsync(ICacheRegions caches, CancellationToken cancellationToken) =>
        from region in await caches.ListNodesAsync(Patience, cancellationToken)
        let behind = region.Nodes.Where(static node => node.Behind != TimeSpan.Zero || !node.IsCurrent).ToList()
        where behind.Count > 0
        select CacheView.Of(region with { Nodes = behind });

    public static async Task<Results<Ok<IEnumerable<InvalidationView>>, ValidationProblem>> InvalidateAsync(
        InvalidationRequest request, ICacheRegions caches, CancellationToken cancellationToken)
    {
        if (request.Names is not { Length: > 0 })
        {
            return Refuse("names", "Name at least one cache.");
        }

        if (request.WaitSeconds is < 0 || request.WaitSeconds > LongestWait.TotalSeconds || request.WaitSeconds is double.NaN)
        {
            return Refuse("waitSeconds", $"It is not between 0 and {LongestWait.TotalSeconds:0}.");
        }

        try
        {
            return TypedResults.Ok(request.WaitSeconds is { } seconds
                ? (await caches.InvalidateAndWaitAsync(request.Names, TimeSpan.FromSeconds(seconds), cancellationToken)).Select(InvalidationView.Of)
                : (await caches.InvalidateAsync(request.Names, cancellationToken)).Select(InvalidationView.Of));
        }
        catch (ArgumentException exception)
        {
            return Refuse("names", exception.Message);
        }
    }

    // The body says nothing; that there is one, in JSON, shows that no form of another site has sent it.
    public static async Task<IEnumerable<InvalidationView>> InvalidateAllAsync(EverythingRequest request, ICacheRegions caches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await caches.InvalidateAllAsync(cancellationToken)).Select(InvalidationView.Of);
    }

    private static ValidationProblem Refuse(string field, string why) => TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [why] });
}
