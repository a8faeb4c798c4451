namespace Clustering.Redis.Internal;

/// <summary>Wants to know when there may have been a gap: messages unheard, state changed by others, or writes forgotten by a failover.</summary>
internal interface IRedisGenerationObserver
{
    /// <summary>Called once for every generation, one generation after the other, in the order of registration.</summary>
    /// <remarks>Subscribe, wait for the subscription, and only then read state. An exception is logged and ends only this call.</remarks>
    Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken);
}
