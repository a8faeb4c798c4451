using System.Collections.Concurrent;
using Clustering.Internal;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Regions over Redis: steps are heard over the node channel, and checked for all regions at once.</summary>
/// <remarks>How it checks is in <c>RedisCacheRegions.Checks.cs</c>, how often in <c>RedisCacheRegions.Beats.cs</c>.</remarks>
internal sealed partial class RedisCacheRegions : ICacheRegionStore, IClusterService, IRedisGenerationObserver, IDisposable
{
    private readonly ConcurrentDictionary<string, CacheRegion> _regions = new(StringComparer.Ordinal);
    private readonly RedisConnection _redis;
    private readonly CacheBeginScript _begin;
    private readonly CacheBumpScript _bump;
    private readonly CacheHeartbeatScript _heartbeat;
    private readonly CacheLogReader _log;
    private readonly INodePresence _presence;
    private readonly CacheOptions _options;
    private readonly CacheClock _clock;
    private readonly CacheMetrics _metrics;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private Task? _loop;

    public RedisCacheRegions(
        RedisConnection redis,
        CacheBeginScript begin,
        CacheBumpScript bump,
        CacheHeartbeatScript heartbeat,
        CacheLogReader log,
        INodeChannel channel,
        INodePresence presence,
        IOptions<CacheOptions> options,
        CacheClock clock,
        CacheMetrics metrics,
        ILogger<RedisCacheRegions> logger)
    {
        _redis = redis;
        _begin = begin;
        _bump = bump;
        _heartbeat = heartbeat;
        _log = log;
        _presence = presence;
        _options = options.Value;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
        _stopped = _stopping.Token;
        channel.Handle(RegionChange.Topic, OnMessage);
    }

    public CacheRegion Get(string name, bool usesLog) => _regions.GetOrAdd(name, static (name, usesLog) => new(name, usesLog), usesLog);

    public IEnumerable<CacheRegion> All => _regions.Values;

    public CacheRegion? Find(string name) => _regions.GetValueOrDefault(name);

    public Task<string> BeginAsync(string region, TimeSpan patience, CancellationToken cancellationToken) =>
        _begin.RunAsync(region, patience, cancellationToken);

    public Task<long[]> BumpAsync(IReadOnlyList<RegionBump> bumps, string change, CancellationToken cancellationToken) =>
        BumpAsync(bumps, change, onlyIfOpen: false, cancellationToken);

    public async Task<RegionVersions> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await _heartbeat.RunAsync("", [], cancellationToken).ConfigureAwait(false);
        return new(
            answer.Now,
            answer.Positions!.Where(static pair => pair.Key.Length > 0).ToDictionary(static pair => pair.Key, static pair => pair.Value.Version));
    }

    private async Task<long[]> BumpAsync(IReadOnlyList<RegionBump> bumps, string change, bool onlyIfOpen, CancellationToken cancellationToken)
    {
        var steps = await _bump.RunAsync(bumps, change, onlyIfOpen, cancellationToken).ConfigureAwait(false);
        if (steps.Any(static step => step.Change is null))
        {
            // Made by an earlier attempt, whose answer was lost: what came before it nobody has told us here.
            await CheckAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var (step, _) in steps)
        {
            if (step is not null)
            {
                Hear(step);
            }
        }

        _metrics.Invalidated(steps.Length);
        return Array.ConvertAll(steps, static step => step.Version);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _redis.Observe(this);
        _loop = Task.Run(() => BeatAsync(_stopped), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _stopping.Cancel();

    private ValueTask OnMessage(ReadOnlyMemory<byte> payload)
    {
        foreach (var change in RegionChange.Read(payload))
        {
            if (Hear(change))
            {
                _metrics.Propagated(ServerMicroseconds() - change.After.Version);
            }
        }

        return ValueTask.CompletedTask;
    }

    private bool Hear(RegionChange change)
    {
        if (!_regions.TryGetValue(change.Region, out var region))
        {
            return false;
        }

        if (region.Heard(change) == RegionEffect.Behind)
        {
            _ = TryCheckAsync(_stopped); // Which finds out what was missed.
        }

        return true;
    }
}
