namespace Clustering.Nodes;

/// <summary>What a node is doing.</summary>
public enum ClusterNodeState
{
    /// <summary>It has started and not yet reached the cluster.</summary>
    Joining = 0,

    /// <summary>It takes part in everything.</summary>
    Ready = 1,
}
