using Clustering.Internal;
using Clustering.Leases.Internal;
using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Locks.Internal;

/// <summary>Locks over Redis: a record and a queue for each, changed only by <c>lock-turn.lua</c>.</summary>
/// <remarks>How somebody waits is in <c>RedisLocks.Waiting.cs</c>, how a lock ends in <c>RedisLocks.Ending.cs</c>.</remarks>
internal sealed partial class RedisLocks : IClusterLocks, IClusterService, IRedisGenerationObserver, IDisposable
{
    private readonly RedisConnection _redis;
    private readonly LockKeys _keys;
    private readonly string _lockKey;
    private readonly LeaseOwners _owners;
    private readonly LeaseKeeper _keeper;
    private readonly LockTurnScript _script;
    private readonly IClusterNodes _nodes;
    private readonly TimeProvider _time;
    private readonly LockMetrics _metrics;
    private readonly ILogger _logger;

    public RedisLocks(
        RedisConnection redis,
        LockKeys keys,
        LeaseKeys leaseKeys,
        NodeKeys nodeKeys,
        NodeIdentity identity,
        LeaseOwners owners,
        IClusterNodes nodes,
        INodeChannel channel,
        IOptions<LockOptions> options,
        TimeProvider time,
        LockMetrics metrics,
        LeaseMetrics leaseMetrics,
        ILogger<RedisLocks> logger,
        ILogger<LeaseKeeper> leaseLogger)
    {
        _redis = redis;
        _keys = keys;
        _lockKey = keys.Lock("").ToString();
        _owners = owners;
        _nodes = nodes;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        var terms = new LeaseTerms(options.Value.Lease, options.Value.RenewEvery);
        _keeper = new(redis, leaseKeys, terms, time, leaseLogger, leaseMetrics);
        _script = new(redis, keys, leaseKeys, nodeKeys, identity.Id, terms.Lease);
        _askEvery = terms.Lease / 3 < LongestSilence ? terms.Lease / 3 : LongestSilence;
        channel.Handle(LockMessage.Topic, OnMessage);
    }

    public async ValueTask<IClusterLock?> TryAcquireAsync(string name, TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        LockNames.Check(name, nameof(name));
        LockNames.CheckWait(wait, nameof(wait));
        var began = _time.GetTimestamp();
        var outcome = "failed";
        try
        {
            var taken = wait == TimeSpan.Zero
                ? await AskAsync(name, cancellationToken).ConfigureAwait(false)
                : await WaitAsync(name, wait, began, cancellationToken).ConfigureAwait(false);
            outcome = taken is null ? "refused" : "acquired";
            return taken;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            _metrics.Waited(_time.GetElapsedTime(began), outcome);
        }
    }

    public async ValueTask<IClusterLock> AcquireAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        await TryAcquireAsync(name, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)
        ?? throw new TimeoutException($"Somebody else still had the lock '{name}' after {timeout}.");

    public async ValueTask<LockHolder?> FindHolderAsync(string name, CancellationToken cancellationToken = default)
    {
        LockNames.Check(name, nameof(name));
        var found = await _redis.RunAgainAsync(
            _keys.Lock(name),
            static (generation, key) => generation.Database.StringGetWithExpiryAsync(key),
            "find the holder of a lock",
            _redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        if (Held((string?)found.Value) is not { } record)
        {
            return null;
        }

        var node = _nodes.Live.FirstOrDefault(node => node.Id == record.Node);
        return new(record.Node, node?.Name, record.Fence, DateTimeOffset.FromUnixTimeMilliseconds(record.Since), found.Expiry ?? TimeSpan.Zero);
    }

    public async ValueTask<bool> ForceReleaseAsync(string name, string by, string reason, CancellationToken cancellationToken = default)
    {
        LockNames.Check(name, nameof(name));
        LockNames.Check(by, nameof(by));
        LockNames.CheckReason(reason, nameof(reason));

        // Whose it is first, so that the script, if it is repeated after a lost reply, does not end the lock of the next one too.
        while (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } holder)
        {
            if (await _script.ForceAsync(name, holder.Owner, by, reason, cancellationToken).ConfigureAwait(false))
            {
                _logger.Forced(name, holder.Node, by, reason);
                return true;
            }
        }

        return false;
    }

    private async Task<LeaseRecord?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = await _redis.RunAgainAsync(
            _keys.Lock(name),
            static (generation, key) => generation.Database.StringGetAsync(key),
            "find the holder of a lock",
            _redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        return Held((string?)found);
    }

    // What is no record counts as free, as in the script.
    private static LeaseRecord? Held(string? text) => text?.StartsWith('+') == true ? LeaseRecord.Parse(text) : null;
}
