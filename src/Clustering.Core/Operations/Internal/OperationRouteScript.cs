using Clustering.Redis.Internal;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-route.lua</c>.</summary>
internal sealed class OperationRouteScript(RedisConnection redis, OperationKeys keys)
{
    private static readonly RedisScript Script = new("operation-route.lua");

    public async Task<OperationRoutes> RunAsync(string type, string handler, OperationRoute? route, CancellationToken cancellationToken)
    {
        var reply = await redis.RunAsync(
            Script, [keys.Routes], [type, handler, route?.ToString() ?? ""], redis.Timeout, cancellationToken).ConfigureAwait(false);
        return OperationRoutes.Parse((string?)reply ?? "");
    }
}
