using Clustering.Redis.Internal;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-repair.lua</c>.</summary>
internal sealed class OperationRepairScript(RedisConnection redis, OperationKeys keys)
{
    private static readonly RedisScript Script = new("operation-repair.lua");

    /// <returns>How many operations were put back.</returns>
    public async Task<int> RunAsync(string handler, CancellationToken cancellationToken)
    {
        var queue = keys.Queue(handler);
        return (int)await redis.RunAsync(
            Script,
            [queue.Jobs, .. queue.Ready, queue.Lines, queue.Next, queue.Due, queue.Leases, queue.Owners, queue.Parked, queue.Dead],
            [],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false);
    }
}
