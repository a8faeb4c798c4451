using System.Text.Json;
using Clustering.Caches;
using Clustering.Locks;
using Microsoft.Extensions.Caching.Distributed;

namespace DocumentDesk.News;

/// <summary>Where the news are, for all nodes. They are told one after the other, for their operations have one order key; so nobody needs a lock.</summary>
internal sealed class NewsStore(IDistributedCache cache, IFenceGuard guard, IStaticCache<NewsBook> news)
{
    private const string Key = "news";

    private static readonly DistributedCacheEntryOptions ForGood = new();

    public async Task<NewsBook> ReadAsync(CancellationToken cancellationToken) =>
        await cache.GetAsync(Key, cancellationToken) is { } json ? JsonSerializer.Deserialize<NewsBook>(json)! : NewsBook.Empty;

    /// <summary>Tells a line. A run that was believed dead and comes late does not: whoever runs after it has the higher fence, and has told it.</summary>
    public async Task TellAsync(NewsLine line, long fence, CancellationToken cancellationToken)
    {
        if (await guard.TryEnterAsync(Key, fence, cancellationToken))
        {
            var present = await ReadAsync(cancellationToken);
            await cache.SetAsync(Key, JsonSerializer.SerializeToUtf8Bytes(present.With(line, fence)), ForGood, cancellationToken);
            await news.InvalidateAsync(cancellationToken);
        }
    }
}
