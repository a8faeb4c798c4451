namespace Clustering.Nodes.Internal;

/// <summary>Who has been in the cluster lately.</summary>
internal interface INodeHistory
{
    /// <summary>Lists the living nodes, and those whose lease has ended in the last moments: they may run all the same, cut off.</summary>
    /// <param name="grace">How long ago it may have ended.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<ClusterNode>> ListAsync(TimeSpan grace, CancellationToken cancellationToken);
}
