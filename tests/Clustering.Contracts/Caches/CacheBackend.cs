using Clustering.Caches;

namespace Clustering.Contracts.Caches;

/// <summary>Where the caches of a test are, and the source that they load from.</summary>
internal abstract class CacheBackend : IAsyncDisposable
{
    public const string Name = "books";

    public BookSource Source { get; } = new();

    /// <summary>Gets the cache of each node; where a process is alone, of the one there is.</summary>
    public abstract IReadOnlyList<IStaticCache<Book>> Nodes { get; }

    /// <summary>Gets the regions of the first node.</summary>
    public abstract ICacheRegions Regions { get; }

    public abstract ValueTask DisposeAsync();
}
