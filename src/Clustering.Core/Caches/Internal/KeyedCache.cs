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
    private long _until;

    public KeyedCache(
        KeyedCacheDefinition<TKey, TValue> definition,
        IServiceProvider services,
        ICacheRegionStore regions,
        CacheClock clock,
        IOptions<CacheOptions> options,
        CacheMetrics metrics)
    {
        _definition = definition;
        _services = services;
        _regions = regions;
        _clock = clock;
        _metrics = metrics;
        _policy = definition.WhenStale ?? options.Value.WhenStale;
        _stopped = _stopping.Token;
        _region = regions.Get(definition.Name, usesLog: true);
        _region.Add(this);
        lock (_region.Lock)
        {
            OnLease();
        }
    }

    public string Name => _definition.Name;

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

    public async ValueTask<CacheToken> InvalidateAsync(IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        var versions = await _regions.BumpAsync([new(Name, [.. keys.Select(_definition.KeyText)])], "", cancellationToken).ConfigureAwait(false);
        return new(Name, versions[0]);
    }

    public async ValueTask<CacheToken> InvalidateAllAsync(CancellationToken cancellationToken = default)
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

    public async Task ReachAsync(long version, CancellationToken cancellationToken)
    {
        if (_region.Version < version)
        {
            await _regions.CheckAsync(cancellationToken).ConfigureAwait(false);
            if (_region.Version < version)
            {
                _region.Lose(); // The server does not know of it: see StaticCache.
            }
        }
    }

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
