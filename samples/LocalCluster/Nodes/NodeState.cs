namespace LocalCluster.Nodes;

/// <summary>What a node is doing, as seen by whoever starts and ends it.</summary>
internal enum NodeState
{
    Stopped,
    Starting,
    Ready,
    Draining,
    Dead,
}
