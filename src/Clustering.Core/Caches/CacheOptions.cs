namespace Clustering.Caches;

/// <summary>How caches behave. Read from the configuration section <c>Clustering:Caches</c> when the app starts.</summary>
public sealed class CacheOptions
{
    /// <summary>Gets or sets how often a node asks whether its caches are up to date, all of them at once.</summary>
    /// <value>100 milliseconds to 1 minute. The default is 1 second.</value>
    /// <remarks>Invalidations come by message, at once. This is for messages that were lost.</remarks>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets for how long a cache may be used that was last known to be current. A cache may have a time of its own.</summary>
    /// <value>500 milliseconds to 1 hour, and at least three times <see cref="Heartbeat"/>. The default is 10 seconds.</value>
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets what a cache does after that time. A cache may have a policy of its own.</summary>
    /// <value>The default is <see cref="StalePolicy.ServeStale"/>.</value>
    public StalePolicy WhenStale { get; set; } = StalePolicy.ServeStale;

    /// <summary>Gets or sets within what time after an invalidation a node begins to load a whole book again, each node at a moment of its own.</summary>
    /// <value>0 to 1 minute. The default is 100 milliseconds. Whoever waits for the book is not kept waiting by it.</value>
    public TimeSpan ReloadSpread { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets how long a request waits, when its session is loaded, until this node reads what the visitor has changed on another.</summary>
    /// <value>0 to 1 minute; 0 does not wait. The default is 2 seconds. After that the request goes on all the same.</value>
    public TimeSpan OwnChangesWait { get; set; } = TimeSpan.FromSeconds(2);
}
