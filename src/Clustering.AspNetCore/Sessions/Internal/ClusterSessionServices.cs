using Clustering.Caches.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Sessions.Internal;

/// <summary>What the sessions of all requests share.</summary>
internal sealed class ClusterSessionServices(
    ISessionRecords records,
    SessionIds ids,
    SessionLocalCopies copies,
    SessionProtector protector,
    IOptions<ClusterSessionOptions> options,
    CacheTokenWaiter tokens,
    SessionMetrics metrics,
    TimeProvider time,
    ILogger<ClusterSessionServices> logger)
{
    public ISessionRecords Records { get; } = records;

    public SessionIds Ids { get; } = ids;

    public SessionLocalCopies Copies { get; } = copies;

    public SessionProtector Protector { get; } = protector;

    public CacheTokenWaiter Tokens { get; } = tokens;

    public ClusterSessionOptions Options { get; } = options.Value;

    public SessionMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public BlockingLoads BlockingLoads { get; } = new(options.Value.MaxBlockingLoads, time);
}
