using Clustering.Internal;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace Clustering.Caching.Internal;

/// <summary>Warns of a distributed cache that is not distributed: <c>AddDistributedMemoryCache()</c> before <c>AddClustering()</c>.</summary>
internal sealed class DistributedCacheCheck(IDistributedCache cache, ILogger<DistributedCacheCheck> logger) : IClusterService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (cache is MemoryDistributedCache)
        {
            logger.CacheNotDistributed();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
