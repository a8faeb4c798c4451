using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>A keyed cache. Whatever is in it is current, as far as this node knows; what is invalid is taken out.</summary>
/// <remarks>How values are loaded and make room for others is in <c>KeyedCache.Loading.cs</c>.</remarks>
internal sealed partial class KeyedCache<TKey, TValue> : IKeyedCache<TKey, TValue>, IRegionFollower, IDisposable
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, KeyedEntry<TKey, TValue>> _entries = new();
    private readonly KeyedCacheDefinition<TKey, TValue> _definition;
    private readonly IServiceProvider _services;
    private readonly ICacheRegionStore _regions;
    private readonly CacheRegion _region;
    private readonly CacheClock _clock;
    private readonly CacheMetrics _metrics;
    private readonly StalePolicy _policy;
    private readonly CacheInvalidations _invalidations;
    private long _until;

    public KeyedCache(
        KeyedCacheDefinition<TKey, TValue> definition,
        IServiceProvider services,
        ICacheRegionStore regions,
        CacheInvalidations invalidations,
        CacheClock clock,
        IOptions<CacheOptions> options,
        CacheMetrics metrics)
    {
        _definition = definition;
        _services = services;
        _regions = regions;
        _invalidations = invalidations;
        _clock = clock;
        _metrics = metrics;
        Terms = CacheTerms.Of(definition.Name, options.Value, definition.WhenStale, definition.MaxStaleness);
        _policy = Terms.WhenStale;
        _stopped = _stopping.Token;
        _region = regions.Get(definition.Name, usesLog: true);
        _region.Add(this);
        lock (_region.Lock)
        {
            OnLease();
        }
    }

    public string Name => _definition.Name;

    public CacheTerms Terms { get; }

    public long? Applied => _keys.Count == 0 ? null : _region.Version;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_entries.TryGetValue(key, out var entry) && (_clock.Now < Volatile.Read(ref _until) || _policy == StalePolicy.ServeStale))
        {
            return entry.TryGet(out value);
        }

        value = default;
        return false;
    }

    public ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken = default) =>
        TryGet(key, out var value) ? new(value) : new(GetSlowlyAsync(key, cancellationToken));

    public ValueTask<CacheToken> InvalidateAsync(IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken = default) =>
        _invalidations.OfAsync(Name, Texts(keys), cancellationToken);

    public ValueTask<CacheToken> InvalidateAllAsync(CancellationToken cancellationToken = default) => _invalidations.OfAsync(Name, null, cancellationToken);

    public ValueTask<CacheBarrier> InvalidateAndWaitAsync(IReadOnlyCollection<TKey> keys, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _invalidations.WaitAsync(Name, Texts(keys), timeout, cancellationToken);

    public ValueTask<CacheBarrier> InvalidateAllAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _invalidations.WaitAsync(Name, null, timeout, cancellationToken);

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

    public Task ReachAsync(long version, bool mayBeForgotten, CancellationToken cancellationToken) =>
        _regions.FollowAsync(_region, version, mayBeForgotten, cancellationToken);

    public void OnInvalid(IReadOnlyList<string>? keys)
    {
        if (keys is null)
        {
            Clear();
            return;
        }

        foreach (var key in keys)
        {
            Remove(key);
        }
    }

    public void OnLease() => Volatile.Write(ref _until, _region.LeaseUntil);

    private List<string> Texts(IReadOnlyCollection<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        return [.. keys.Select(_definition.KeyText)];
    }

    private async Task<TValue> GetSlowlyAsync(TKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_region.Version == 0)
        {
            try
            {
                await _regions.CheckAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterUnavailableException)
            {
                // Then there is no lease, and the policy decides.
            }
        }

        if (_clock.Now < Volatile.Read(ref _until))
        {
            return await LoadAsync(key, cancellationToken).ConfigureAwait(false);
        }

        _metrics.OutOfDate(_policy);
        return _policy switch
        {
            StalePolicy.Fail => throw new ClusterUnavailableException(
                $"Nobody knows whether the cache '{Name}' is current: Redis has not said so for longer than {CacheOptionsTable.Section}:{nameof(CacheOptions.MaxStaleness)}."),
            StalePolicy.ReadThrough => await _definition.Load(_services, key, cancellationToken).ConfigureAwait(false),
            _ => await LoadAsync(key, cancellationToken).ConfigureAwait(false),
        };
    }
}
