using System.Globalization;
using Clustering.Nodes;

namespace Clustering.Caches.Internal;

/// <summary>Asks every node where it is, and compares that with where the regions are.</summary>
internal sealed class CacheCensus(ICacheRegionStore regions, CacheQuestions questions, CacheAnswers answers, IClusterNodes nodes)
{
    public async Task<CacheRegionState[]> TakeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var all = await nodes.ListAsync(cancellationToken).ConfigureAwait(false);
        string[] others = [.. all.Select(static node => node.Id).Where(id => id != nodes.Self.Id)];
        var said = others.Length == 0
            ? []
            : new Dictionary<string, string>(await questions.AskAsync(CacheQuestions.List, "", others, timeout, cancellationToken).ConfigureAwait(false));
        said[nodes.Self.Id] = await answers.ListAsync("", cancellationToken).ConfigureAwait(false);

        // After the answers: what a node has applied by then, the regions have.
        var server = await regions.ReadAsync(cancellationToken).ConfigureAwait(false);
        var states = all.Select(node => (Node: node, Used: said.TryGetValue(node.Id, out var text) ? Parse(text) : null)).ToList();
        return
        [
            .. server.Versions.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(pair => new CacheRegionState(
                pair.Key, pair.Value, [.. states.Select(state => Describe(state.Node, state.Used, pair.Key, pair.Value, server.Now)).OfType<CacheNodeState>()])),
        ];
    }

    private static CacheNodeState? Describe(
        ClusterNode node, Dictionary<string, (long Version, bool IsCurrent)>? used, string region, long version, long now)
    {
        if (used is null)
        {
            return new(node, null, null, IsCurrent: false);
        }

        return !used.TryGetValue(region, out var state)
            ? null
            : new(node, state.Version, state.Version >= version ? TimeSpan.Zero : TimeSpan.FromMicroseconds(Math.Max(1, now - version)), state.IsCurrent);
    }

    private static Dictionary<string, (long Version, bool IsCurrent)> Parse(string text)
    {
        Dictionary<string, (long, bool)> used = new(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ', 3) is [var current, var version, var region])
            {
                used[region] = (long.Parse(version, CultureInfo.InvariantCulture), current == "1");
            }
        }

        return used;
    }
}
