namespace Clustering.Nodes.Internal;

/// <summary>Who may be at work in the cluster: more than those that are known to live.</summary>
internal interface INodePresence
{
    /// <summary>Lists the living nodes, and those that were there a moment ago: they may be at work all the same, cut off.</summary>
    /// <param name="grace">How long ago a node's lease may have ended, or Redis may have forgotten the node.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<ClusterNode>> ListAsync(TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Sees to it that the others know of this node, before it begins what they must know of. As a rule they do, and this is done at once.</summary>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask BePresentAsync(CancellationToken cancellationToken);
}
