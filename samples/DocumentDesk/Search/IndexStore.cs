using System.Text.Json;
using Clustering.Caches;
using Clustering.Locks;
using DocumentDesk.Documents;
using Microsoft.Extensions.Caching.Distributed;

namespace DocumentDesk.Search;

/// <summary>Where the search index is, for all nodes. A real desk has a search engine.</summary>
/// <remarks>A run that was believed dead and comes late does not put an older text over a newer one: it has the lower fence. <see cref="DocumentStore"/> says what that leaves open.</remarks>
internal sealed class IndexStore(IDistributedCache cache, IFenceGuard guard, IStaticCache<SearchIndex> index)
{
    private static readonly DistributedCacheEntryOptions ForGood = new();

    /// <summary>Reads all of it. What nobody has changed is indexed as it was in the beginning.</summary>
    public async Task<SearchIndex> ReadAsync(CancellationToken cancellationToken) =>
        new((await Task.WhenAll(DocumentSeed.NewestFirst.Select(async document =>
            KeyValuePair.Create(document.Id, await FindAsync(document.Id, cancellationToken) ?? IndexEntry.Of(document, fence: 0)))))
            .ToDictionary());

    /// <summary>Writes an entry, unless a later run has, and lets every node read it.</summary>
    public async Task WriteAsync(string id, IndexEntry entry, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { } present && present.Fence > entry.Fence)
        {
            return;
        }

        if (await guard.TryEnterAsync(Key(id), entry.Fence, cancellationToken))
        {
            await cache.SetAsync(Key(id), JsonSerializer.SerializeToUtf8Bytes(entry), ForGood, cancellationToken);
        }

        // Also where a run before this one has written it, and died before it could say so.
        await index.InvalidateAsync(cancellationToken);
    }

    private static string Key(string id) => $"index/{id}";

    private async Task<IndexEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        await cache.GetAsync(Key(id), cancellationToken) is { } json ? JsonSerializer.Deserialize<IndexEntry>(json) : null;
}
