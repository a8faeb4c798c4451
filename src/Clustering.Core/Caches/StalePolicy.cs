namespace Clustering.Caches;

/// <summary>What a cache does when it is not known any more whether its data is current, because Redis has been away for too long.</summary>
public enum StalePolicy
{
    /// <summary>It goes on with what it has: for what does no harm when it is old, such as the layout of a page.</summary>
    ServeStale,

    /// <summary>Each reader gets what the loader gives, and nothing of that is kept.</summary>
    ReadThrough,

    /// <summary>It throws <see cref="ClusterUnavailableException"/>: for what must not be old, such as rights.</summary>
    Fail,
}
