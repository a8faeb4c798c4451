namespace Clustering.Caches.Internal;

/// <summary>Who is to load a book.</summary>
internal enum CacheShareStatus
{
    /// <summary>This node, for all.</summary>
    Yours = 0,

    /// <summary>Nobody: it is here.</summary>
    Here = 1,

    /// <summary>Another node, which is at it.</summary>
    Another = 2,

    /// <summary>Each node its own.</summary>
    Everybody = 3,
}
