using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>A static cache: one snapshot, replaced as a whole.</summary>
/// <remarks>How it is loaded is in <c>StaticCache.Loading.cs</c>.</remarks>
internal sealed partial class StaticCache<T> : IStaticCache<T>, IRegionFollower, IDisposable
    where T : class
{
    private readonly StaticCacheDefinition<T> _definition;
    private readonly IServiceProvider _services;
    private readonly ICacheRegionStore _regions;
    private readonly CacheRegion _region;
    private readonly CacheBarriers _barriers;
    private readonly CacheClock _clock;
    private readonly CacheMetrics _metrics;
    private readonly ILogger _logger;
    private readonly StalePolicy _policy;
    private volatile StaticSnapshot<T>? _snapshot;

    public StaticCache(
        StaticCacheDefinition<T> definition,
        IServiceProvider services,
        ICacheRegionStore regions,
        CacheBarriers barriers,
        CacheClock clock,
        IOptions<CacheOptions> options,
        CacheMetrics metrics,
        ILogger<StaticCache<T>> logger)
    {
        _definition = definition;
        _services = services;
        _regions = regions;
        _barriers = barriers;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
        _policy = definition.WhenStale ?? options.Value.WhenStale;
        _stopped = _stopping.Token;
        _region = regions.Get(definition.Name, usesLog: false);
        _region.Add(this);
    }

    public string Name => _definition.Name;

    public T Current => _snapshot is { } snapshot && _clock.Now < snapshot.Until ? snapshot.Value : OutOfDate();

    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default) =>
        _snapshot is { } snapshot && _clock.Now < snapshot.Until ? new(snapshot.Value) : new(GetSlowlyAsync(cancellationToken));

    public async ValueTask<CacheToken> InvalidateAsync(CancellationToken cancellationToken = default)
    {
        var versions = await _regions.BumpAsync([new(Name, null)], "", cancellationToken).ConfigureAwait(false);
        return new(Name, versions[0]);
    }

    public ValueTask<ICacheChange> BeginChangeAsync(TimeSpan patience, CancellationToken cancellationToken = default) =>
        CacheChange.BeginAsync(_regions, Name, patience, cancellationToken);

    public async ValueTask EnsureAtLeastAsync(CacheToken token, CancellationToken cancellationToken = default)
    {
        if (token.Region != Name)
        {
            throw new ArgumentException($"The token is of '{token.Region}', and this is '{Name}'.", nameof(token));
        }

        await ReachAsync(token.Version, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CacheBarrier> InvalidateAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var began = _clock.Time.GetTimestamp();
        var token = await InvalidateAsync(cancellationToken).ConfigureAwait(false);
        var others = _barriers.WaitAsync(token, timeout, endsWithLease: _policy != StalePolicy.ServeStale, cancellationToken);
        await ReachAsync(token.Version, cancellationToken).ConfigureAwait(false);
        var laggards = await others.ConfigureAwait(false);
        _metrics.Waited(_clock.Time.GetElapsedTime(began), laggards.Count);
        return new(token, laggards);
    }

    public async Task ReachAsync(long version, CancellationToken cancellationToken)
    {
        if (_snapshot is { } snapshot && snapshot.Version >= version)
        {
            return;
        }

        if (_region.Version < version)
        {
            await _regions.CheckAsync(cancellationToken).ConfigureAwait(false);
            if (_region.Version < version)
            {
                // The server does not know of it: a failover has forgotten it, or the other primary had another clock. What is loaded from now on has it.
                _region.Lose();
            }
        }

        // Once as a rule; again only where the load was overtaken time after time.
        while (IsBehind(version))
        {
            await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void OnLease()
    {
        if (_snapshot is { } snapshot && snapshot.Stamp == _region.Stamp)
        {
            snapshot.Until = _region.LeaseUntil;
        }
    }

    private bool IsBehind(long version)
    {
        lock (_region.Lock)
        {
            return _snapshot is { } present && present.Stamp != _region.Stamp && present.Version < version;
        }
    }

    private T OutOfDate()
    {
        var snapshot = _snapshot ?? throw new InvalidOperationException(
            $"The cache '{Name}' has not been loaded yet. Call GetAsync first, as when the app starts.");
        _metrics.OutOfDate(_policy);
        return _policy == StalePolicy.ServeStale ? snapshot.Value : throw Unknown();
    }

    private async Task<T> GetSlowlyAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_region.Version == 0)
        {
            // Not known yet, or not any more. Without that, what is loaded now would have to be loaded again at once.
            await JoinAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_clock.Now < _region.LeaseUntil)
        {
            // Either it was never loaded, or it was invalidated so long ago that the lease of then is over.
            return (await LoadAsync(cancellationToken).ConfigureAwait(false)).Value;
        }

        _metrics.OutOfDate(_policy);
        return _policy switch
        {
            StalePolicy.Fail => throw Unknown(),
            StalePolicy.ReadThrough => await _definition.Load(_services, cancellationToken).ConfigureAwait(false),
            _ => (_snapshot ?? await LoadAsync(cancellationToken).ConfigureAwait(false)).Value,
        };
    }

    private ClusterUnavailableException Unknown() => new(
        $"Nobody knows whether the cache '{Name}' is current: Redis has not said so for longer than {CacheOptionsTable.Section}:{nameof(CacheOptions.MaxStaleness)}, " +
        "or the loader has failed since it changed.");
}
