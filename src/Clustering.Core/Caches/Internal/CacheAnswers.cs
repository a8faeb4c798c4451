using System.Globalization;

namespace Clustering.Caches.Internal;

/// <summary>What this node answers when another asks it about its caches.</summary>
internal sealed class CacheAnswers(ICacheRegionStore regions, CacheClock clock)
{
    // Longer than anybody waits who has not asked again.
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(30);

    /// <summary>Answers when no reader of this node has what was before: <c>VERSION \n REGION</c>, and the answer is empty.</summary>
    public async Task<string> ReachAsync(string question, CancellationToken cancellationToken)
    {
        var (version, region) = CacheLine.Read(question);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWork);
        await (regions.Find(region)?.ReachAsync(version, mayBeForgotten: true, limit.Token) ?? Task.CompletedTask).ConfigureAwait(false);
        return "";
    }

    /// <summary>Answers with what this node's readers have: lines <c>1 or 0, whether it is current; VERSION; REGION</c>, between them a blank.</summary>
    public Task<string> ListAsync(string question, CancellationToken cancellationToken)
    {
        var used = regions.All.Select(region => (Region: region, region.Applied)).Where(static region => region.Applied is not null);
        return Task.FromResult(string.Join('\n', used.Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"{(clock.Now < pair.Region.LeaseUntil ? 1 : 0)} {pair.Applied} {pair.Region.Name}"))));
    }
}
