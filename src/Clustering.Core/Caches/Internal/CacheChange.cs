namespace Clustering.Caches.Internal;

/// <summary>A change of a whole region.</summary>
internal sealed class CacheChange : ICacheChange
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1), Most = TimeSpan.FromHours(1);

    private readonly CacheInvalidations _invalidations;
    private readonly string _region;
    private readonly string _change;
    private CacheToken? _token;

    private CacheChange(CacheInvalidations invalidations, string region, string change)
    {
        _invalidations = invalidations;
        _region = region;
        _change = change;
    }

    public static async ValueTask<ICacheChange> BeginAsync(CacheInvalidations invalidations, string region, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, Least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(patience, Most);
        return new CacheChange(invalidations, region, await invalidations.BeginAsync(region, patience, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<CacheToken> CompleteAsync(CancellationToken cancellationToken = default)
    {
        // Twice at once would be one invalidation too many, and no harm.
        if (_token is null)
        {
            _token = await _invalidations.CompleteAsync(_region, _change, cancellationToken).ConfigureAwait(false);
        }

        return _token.Value;
    }

    public async ValueTask<CacheBarrier> CompleteAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return await _invalidations.WaitAsync(await CompleteAsync(cancellationToken).ConfigureAwait(false), timeout, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await CompleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException)
        {
            // Another node says it when the patience is over.
        }
    }
}
