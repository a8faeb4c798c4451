namespace Clustering.Caches;

/// <summary>What one static cache does differently.</summary>
/// <typeparam name="T">The book.</typeparam>
public sealed class StaticCacheOptions<T>
    where T : class
{
    /// <summary>Gets or sets what to do when nobody knows whether the book is current.</summary>
    /// <value>The default is what <c>Clustering:Caches:WhenStale</c> says.</value>
    public StalePolicy? WhenStale { get; set; }

    /// <summary>Gets or sets for how long the book may be used that was last known to be current.</summary>
    /// <value>At least three times <c>Clustering:Caches:Heartbeat</c>, at most 1 hour. The default is what <c>Clustering:Caches:MaxStaleness</c> says.</value>
    public TimeSpan? MaxStaleness { get; set; }

    /// <summary>Gets or sets within what time after an invalidation a node begins to load by itself, each at a moment of its own.</summary>
    /// <value>0 to 1 minute. The default is what <c>Clustering:Caches:ReloadSpread</c> says. Of no account where <see cref="SharedLoad"/> is set.</value>
    public TimeSpan? ReloadSpread { get; set; }

    /// <summary>Gets or sets whether one node loads for all: it puts the book into Redis, and the others take it from there.</summary>
    /// <remarks>
    /// For a loader that costs much where it reads. A node that does not get the book in time, because whoever loads it has died, or because it is larger than
    /// <see cref="MaxSharedBytes"/>, loads by itself. Without Redis it has no effect.
    /// </remarks>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SharedLoad { get; set; }

    /// <summary>Gets or sets how long the others wait for the node that loads.</summary>
    /// <value>100 milliseconds to 10 minutes. The default is 10 seconds.</value>
    public TimeSpan SharedLoadPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how large a book may be, as the serializer writes it, to go through Redis. Of a larger one each node loads its own.</summary>
    /// <value>Bytes, 1 to 268,435,456. The default is 4,194,304 (4 MiB).</value>
    public int MaxSharedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Gets or sets how the book is written for other nodes.</summary>
    /// <value>The default is JSON, as <c>System.Text.Json</c> writes it without any options.</value>
    public ICacheSerializer<T>? Serializer { get; set; }
}
