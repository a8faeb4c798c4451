namespace Clustering.Caches;

/// <summary>What one keyed cache does differently.</summary>
/// <typeparam name="TKey">The key.</typeparam>
public sealed class KeyedCacheOptions<TKey>
    where TKey : notnull
{
    /// <summary>Gets or sets how many values are kept; those that were not used for long go first.</summary>
    /// <value>1 or more. The default is 10,000.</value>
    public int Capacity { get; set; } = 10_000;

    /// <summary>Gets or sets what to do when nobody knows whether values are current.</summary>
    /// <value>The default is what <c>Clustering:Caches:WhenStale</c> says.</value>
    public StalePolicy? WhenStale { get; set; }

    /// <summary>Gets or sets for how long values may be used that were last known to be current.</summary>
    /// <value>At least three times <c>Clustering:Caches:Heartbeat</c>, at most 1 hour. The default is what <c>Clustering:Caches:MaxStaleness</c> says.</value>
    public TimeSpan? MaxStaleness { get; set; }

    /// <summary>Gets or sets how a key is written when nodes tell each other of it: the same on all nodes, and different for different keys.</summary>
    /// <value>The default is the key's own text, independent of the culture.</value>
    public Func<TKey, string>? KeyText { get; set; }
}
