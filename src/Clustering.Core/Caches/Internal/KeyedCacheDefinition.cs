namespace Clustering.Caches.Internal;

/// <summary>What the app says of a keyed cache.</summary>
internal sealed record KeyedCacheDefinition<TKey, TValue>(
    string Name,
    Func<IServiceProvider, TKey, CancellationToken, Task<TValue>> Load,
    int Capacity,
    Func<TKey, string> KeyText,
    StalePolicy? WhenStale,
    TimeSpan? MaxStaleness)
    where TKey : notnull;
