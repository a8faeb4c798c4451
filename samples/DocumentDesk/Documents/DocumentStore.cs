using System.Text.Json;
using Clustering.Locks;
using Microsoft.Extensions.Caching.Distributed;

namespace DocumentDesk.Documents;

/// <summary>The documents that were changed, where every node finds them. A real desk has a database.</summary>
/// <remarks>
/// <para>
/// Nobody saves over somebody who has reserved the document after him. In a database that is a condition of the same statement:
/// <c>UPDATE documents SET title = @title, fence = @fence WHERE id = @id AND fence &lt;= @fence</c>. A distributed cache has no condition,
/// so the fence guard, which all nodes share, is asked first.
/// </para>
/// <para>
/// What that leaves open: the guard and the cache are two steps. A process that is paused exactly between them, for as long as somebody else
/// takes to reserve the document and to save it, still overwrites him. With the one statement it could not.
/// </para>
/// </remarks>
internal sealed class DocumentStore(IDistributedCache cache, IFenceGuard guard)
{
    // A document must not go away by itself.
    private static readonly DistributedCacheEntryOptions ForGood = new();

    public async Task<DocumentChange?> FindAsync(string id, CancellationToken cancellationToken) =>
        await cache.GetAsync(Key(id), cancellationToken) is { } json ? JsonSerializer.Deserialize<DocumentChange>(json) : null;

    /// <summary>Saves a change, unless the document was saved under a later reservation.</summary>
    /// <returns>Whether it is saved.</returns>
    public async Task<bool> SaveAsync(string id, DocumentChange change, CancellationToken cancellationToken)
    {
        // The guard remembers for a week, the document for good.
        if (await FindAsync(id, cancellationToken) is { } present && present.Fence > change.Fence)
        {
            return false;
        }

        if (!await guard.TryEnterAsync(Key(id), change.Fence, cancellationToken))
        {
            return false;
        }

        await cache.SetAsync(Key(id), JsonSerializer.SerializeToUtf8Bytes(change), ForGood, cancellationToken);
        return true;
    }

    private static string Key(string id) => $"document/{id}";
}
