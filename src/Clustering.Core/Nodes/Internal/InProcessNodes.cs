namespace Clustering.Nodes.Internal;

/// <summary>The registry without Redis: this process, alone.</summary>
internal sealed class InProcessNodes : IClusterNodes, INodePresence
{
    public InProcessNodes(NodeIdentity identity)
    {
        Self = identity.Describe(ClusterNodeState.Ready);
        Live = [Self];
    }

    public ClusterNode Self { get; }

    public IReadOnlyList<ClusterNode> Live { get; }

    public ValueTask<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken = default) => new(Live);

    public ValueTask<IReadOnlyList<ClusterNode>> ListAsync(TimeSpan grace, CancellationToken cancellationToken) => new(Live);

    public ValueTask BePresentAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
