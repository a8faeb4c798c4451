using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Sentinels;

// Which sentinels and replicas there are.
internal sealed partial class SentinelWatcher
{
    // More than any deployment has; a sentinel that names ever new ones must not make us connect without end.
    private const int MostLinks = 32;

    // Other addresses of sentinels that the settings name, as an IP address beside a host name.
    private readonly HashSet<HostAndPort> _doubles = [];

    /// <summary>Asks who else there is: new sentinels are watched too, those that nobody names any more and that do not answer are let go.</summary>
    private async Task LookAroundAsync(CancellationToken cancellationToken)
    {
        var asked = _links.Where(static link => link.Failure is null).Select(async link =>
        {
            try
            {
                return await link.AskDetailsAsync(AnswerLimit, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                return null; // The next round reports it.
            }
        });
        var details = (await Task.WhenAll(asked).ConfigureAwait(false)).OfType<SentinelDetails>().ToList();
        if (details.Count == 0)
        {
            return;
        }

        _replicas = Agreed(details);
        await KeepLinksAsync([.. details.SelectMany(static found => found.Sentinels).Select(_settings.AddressMap.Reach).Distinct()]).ConfigureAwait(false);
    }

    // A replica is in trouble if most of the sentinels think so.
    private static SentinelReplica[] Agreed(IReadOnlyCollection<SentinelDetails> details) =>
        [.. details.SelectMany(static found => found.Replicas).GroupBy(static replica => replica.Address).Select(static group =>
        {
            var troubled = group.Where(static replica => replica.Trouble is not null).ToList();
            return troubled.Count * 2 > group.Count() ? troubled[0] : new(group.Key, null);
        }).OrderBy(static replica => replica.Address.ToString(), StringComparer.Ordinal)];

    private async Task KeepLinksAsync(IReadOnlyCollection<HostAndPort> named)
    {
        var links = _links;
        var ids = links.Where(static link => link.IsConfigured).Select(static link => link.Last?.SentinelId).OfType<string>().ToHashSet();
        var kept = links
            .Where(link => link.IsConfigured || ((named.Contains(link.Address) || link.Failure is null) && !ids.Contains(link.Last?.SentinelId ?? "")))
            .ToList();
        foreach (var address in named.Where(address => links.All(link => link.Address != address)).Take(MostLinks - kept.Count))
        {
            if (_doubles.Contains(address))
            {
                continue;
            }

            _logger.SentinelFound(_settings.Master, address);
            kept.Add(NewLink(address, isConfigured: false));
        }

        _links = kept;
        foreach (var link in links.Except(kept))
        {
            // Another address of one that the settings name, as an IP address beside a host name: no need to ask it twice.
            if (link.Failure is null)
            {
                _doubles.Add(link.Address);
            }

            await link.DisposeAsync().ConfigureAwait(false);
        }
    }
}
