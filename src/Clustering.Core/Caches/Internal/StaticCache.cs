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
    private readonly CacheInvalidations _invalidations;
    private readonly CacheClock _clock;
    private readonly ICacheLoader<T> _loader;
    private readonly CacheMetrics _metrics;
    private readonly ILogger _logger;
    private readonly StalePolicy _policy;
    private readonly TimeSpan _spread;
    private volatile StaticSnapshot<T>? _snapshot;

    public StaticCache(
        StaticCacheDefinition<T> definition,
        IServiceProvider services,
        ICacheRegionStore regions,
        CacheInvalidations invalidations,
        CacheClock clock,
        IOptions<CacheOptions> options,
        CacheLoaders loaders,
        CacheMetrics metrics,
        ILogger<StaticCache<T>> logger)
    {
        _definition = definition;
        _services = services;
        _regions = regions;
        _invalidations = invalidations;
        _clock = clock;
        _loader = loaders.Create(definition);
        _metrics = metrics;
        _logger = logger;
        Terms = CacheTerms.Of(definition.Name, options.Value, definition.Options.WhenStale, definition.Options.MaxStaleness);
        _policy = Terms.WhenStale;
        _spread = definition.Options.SharedLoad ? TimeSpan.Zero : definition.Options.ReloadSpread ?? options.Value.ReloadSpread;
        _stopped = _stopping.Token;
        _region = regions.Get(definition.Name, usesLog: false);
        _region.Add(this);
    }

    public string Name => _definition.Name;

    public CacheTerms Terms { get; }

    public long? Applied => _snapshot is not { } snapshot ? null : snapshot.Stamp == _region.Stamp ? _region.Version : snapshot.Version;

    public T Current => _snapshot is { } snapshot && _clock.Now < snapshot.Until ? snapshot.Value : OutOfDate();

    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default) =>
        _snapshot is { } snapshot && _clock.Now < snapshot.Until ? new(snapshot.Value) : new(GetSlowlyAsync(cancellationToken));

    public ValueTask<CacheToken> InvalidateAsync(CancellationToken cancellationToken = default) => _invalidations.OfAsync(Name, null, cancellationToken);

    public ValueTask<ICacheChange> BeginChangeAsync(TimeSpan patience, CancellationToken cancellationToken = default) =>
        CacheChange.BeginAsync(_invalidations, Name, patience, cancellationToken);

    public async ValueTask EnsureAtLeastAsync(CacheToken token, CancellationToken cancellationToken = default)
    {
        if (token.Region != Name)
        {
            throw new ArgumentException($"The token is of '{token.Region}', and this is '{Name}'.", nameof(token));
        }

        await ReachAsync(token.Version, mayBeForgotten: true, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<CacheBarrier> InvalidateAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _invalidations.WaitAsync(Name, null, timeout, cancellationToken);

    public async Task ReachAsync(long version, bool mayBeForgotten, CancellationToken cancellationToken)
    {
        if (_snapshot is { } snapshot && snapshot.Version >= version)
        {
            return;
        }

        await _regions.FollowAsync(_region, version, mayBeForgotten, cancellationToken).ConfigureAwait(false);

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
