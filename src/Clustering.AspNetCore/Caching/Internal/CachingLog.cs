using Microsoft.Extensions.Logging;

namespace Clustering.Caching.Internal;

// 3100-3199. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class CachingLog
{
    [LoggerMessage(3100, LogLevel.Warning, "IDistributedCache lives in this process' memory, so each node has one of its own. Remove AddDistributedMemoryCache(): AddClustering() brings one over Redis.", EventName = "CacheNotDistributed")]
    public static partial void CacheNotDistributed(this ILogger logger);
}
