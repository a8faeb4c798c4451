using Clustering.Redis.Internal;

namespace Clustering.Locks.Internal;

/// <summary>The fence guard that all nodes share.</summary>
internal sealed class RedisFenceGuard(RedisConnection redis, LockKeys keys) : IFenceGuard
{
    private const long KeepMilliseconds = 7 * 24 * 60 * 60 * 1000;

    private static readonly RedisScript Script = new("fence-guard.lua");

    public async ValueTask<bool> TryEnterAsync(string resource, long fence, CancellationToken cancellationToken = default)
    {
        LockNames.Check(resource, nameof(resource));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fence);
        return (int)await redis.RunAsync(
            Script, [keys.Guard(resource)], [fence, KeepMilliseconds], redis.Timeout, cancellationToken).ConfigureAwait(false) == 1;
    }
}
