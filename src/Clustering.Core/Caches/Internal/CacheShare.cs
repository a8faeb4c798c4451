namespace Clustering.Caches.Internal;

/// <summary>What there is of a book that one node loads for all.</summary>
internal readonly record struct CacheShare(CacheShareStatus Status)
{
    /// <summary>Gets where the region is, where the book is here or this node is to load it.</summary>
    public string Position { get; init; } = "";

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Gets how long another may take yet.</summary>
    public TimeSpan Remaining { get; init; }
}
