using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Waits until every node has applied invalidations: each is asked, and answers when it has.</summary>
/// <remarks>
/// A node that cannot be asked has not been able to check either, so its lease is over some time after the invalidation; what it does then, the policy
/// of the cache says.
/// </remarks>
internal sealed class CacheBarriers(
    ICacheRegionStore regions, CacheQuestions questions, IClusterNodes nodes, INodePresence presence, IOptions<CacheOptions> options, CacheClock clock)
{
    // By how much the clock of leases may be behind.
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for all nodes, this one too.</summary>
    public async Task<CacheBarrier[]> WaitAsync(IReadOnlyList<CacheToken> tokens, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();

        // Those too whose lease as a node is over, or whom Redis has forgotten: the leases of their caches may not be over.
        var staleness = tokens.Select(token => regions.Find(token.Region)?.MaxStaleness ?? options.Value.MaxStaleness).Append(options.Value.MaxStaleness).Max();
        var others = (await presence.ListAsync(staleness, cancellationToken).ConfigureAwait(false)).Where(node => node.Id != nodes.Self.Id).ToList();
        return await Task.WhenAll(tokens.Select(token => WaitAsync(token, others, timeout, began, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<CacheBarrier> WaitAsync(CacheToken token, List<ClusterNode> others, TimeSpan timeout, long began, CancellationToken cancellationToken)
    {
        var region = regions.Find(token.Region);
        var lease = region is { RefusesStale: true, MaxStaleness: { } staleness } ? staleness + ClockStep : TimeSpan.MaxValue;
        var left = (lease < timeout ? lease : timeout) - clock.Time.GetElapsedTime(began);
        var asking = others.Count == 0
            ? Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>())
            : questions.AskAsync(CacheQuestions.Reach, CacheLine.Write(token), [.. others.Select(static node => node.Id)], left, cancellationToken);
        await (region?.ReachAsync(token.Version, mayBeForgotten: true, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        var answers = await asking.ConfigureAwait(false);
        ClusterNode[] laggards = [.. others.Where(node => !answers.ContainsKey(node.Id))];
        return new(token, laggards, laggards.Length == 0 || clock.Time.GetElapsedTime(began) >= lease);
    }
}
