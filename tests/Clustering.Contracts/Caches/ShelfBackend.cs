using Clustering.Caches;

namespace Clustering.Contracts.Caches;

/// <summary>Where the keyed caches of a test are, and the source that they load from.</summary>
internal abstract class ShelfBackend : IAsyncDisposable
{
    public const string Name = "shelf";
    public const int Capacity = 100;

    public ShelfSource Source { get; } = new();

    /// <summary>Gets the cache of each node; where a process is alone, of the one there is.</summary>
    public abstract IReadOnlyList<IKeyedCache<int, Book>> Nodes { get; }

    public abstract ValueTask DisposeAsync();
}
