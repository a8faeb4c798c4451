using LocalCluster.Processes;
using LocalCluster.Proxy;
using LocalCluster.Redis;

namespace LocalCluster.Nodes;

/// <summary>All nodes, and which of them the load balancer knows.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly ProxyHost _proxy;
    private readonly Journal _journal;
    private readonly List<Node> _nodes = [];

    public Fleet(LocalClusterOptions options, RedisUpstream redis, LogFolder logs, ProxyHost proxy, Journal journal)
    {
        _proxy = proxy;
        _journal = journal;
        for (var number = 1; number <= options.Nodes; number++)
        {
            var wished = proxy.Port + number;
            var port = options.Port != 0 && FreePort.IsFree(wished) ? wished : FreePort.Next();
            _nodes.Add(new Node($"node-{number}", port, redis, logs, journal));
        }
    }

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Finds a node by its number.</summary>
    public Node this[int number] => number >= 1 && number <= _nodes.Count
        ? _nodes[number - 1]
        : throw new CommandException($"There is no node {number}; there are 1 to {_nodes.Count}.");

    public Uri AddressOf(int number) => this[number].Address;

    /// <summary>Says what the load balancer thinks of a node.</summary>
    public string OpinionOf(Node node) => _proxy.OpinionOf(node);

    public Task StartAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(1, _nodes.Count).Select(number => StartAsync(number, cancellationToken)));

    public async Task StartAsync(int number, CancellationToken cancellationToken)
    {
        await this[number].StartAsync(cancellationToken);
        _proxy.Add(this[number]);
    }

    /// <summary>Kills a node. Nobody tells the load balancer: it finds out, as it would on the day.</summary>
    public Task KillAsync(int number) => this[number].KillAsync();

    /// <summary>Takes a node out without anybody noticing: no new requests, those in flight end, then it stops.</summary>
    public async Task DrainAsync(int number, CancellationToken cancellationToken)
    {
        var node = this[number];
        node.BeginDrain();
        _journal.Say(node.Name, "draining: no new requests");
        await _proxy.RemoveAsync(node, cancellationToken);
        await node.StopAsync();
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
}
