using Clustering.Redis.Internal;

namespace Clustering.Nodes.Internal;

// Who may be at work: those whose lease has just ended, and those whom a new primary may have forgotten.
internal sealed partial class RedisNodes : INodePresence
{
    private RedisPrimary? _primary;
    private IReadOnlyList<ClusterNode> _former = [];
    private long _formerSeen;
    private long _beaten;

    public async ValueTask<IReadOnlyList<ClusterNode>> ListAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var nodes = await ReadAsync(grace, cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _formerSeen) is not 0 and var seen && _time.GetElapsedTime(seen) < grace)
        {
            nodes.AddRange(_former.Where(former => nodes.TrueForAll(node => node.Id != former.Id)));
        }

        return InOrder(nodes);
    }

    public async ValueTask BePresentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _beaten) is not (not 0 and var beaten) || _time.GetElapsedTime(beaten) >= _options.Lease)
        {
            await BeatOnceAsync(withRecord: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Beaten(long sent) => Volatile.Write(ref _beaten, sent);

    private void Remember(RedisPrimary primary)
    {
        if (_primary is { } former && former.Number != primary.Number)
        {
            _former = _live;
            Volatile.Write(ref _formerSeen, _time.GetTimestamp());
        }

        _primary = primary;
    }

    private async Task<List<ClusterNode>> ReadAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var nodes = new List<ClusterNode>();
        foreach (var (id, record) in await NodeListScript.RunAsync(_redis, _keys, grace, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                nodes.Add(NodeRecord.Read(id, record));
            }
            catch (InvalidDataException exception)
            {
                // Once for each: it is read again with every heartbeat.
                if (_unreadable.TryAdd(id, true))
                {
                    _logger.UnreadableRecord(id, exception);
                }
            }
        }

        return nodes;
    }

    private static IReadOnlyList<ClusterNode> InOrder(IEnumerable<ClusterNode> nodes) =>
        [.. nodes.OrderBy(static node => node.Name, StringComparer.Ordinal).ThenBy(static node => node.Id, StringComparer.Ordinal)];
}
