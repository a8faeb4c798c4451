namespace Clustering.Nodes;

/// <summary>One running process of the cluster.</summary>
/// <param name="Id">Identifies the process: new at each start, never reused. Not a secret.</param>
/// <param name="Name">What people call it: <c>Clustering:Nodes:Name</c>, by default the machine's name. Several nodes may share one.</param>
/// <param name="Address">How other machines reach it, where <c>Clustering:Nodes:Address</c> says so.</param>
/// <param name="Zone">Where it runs, where <c>Clustering:Nodes:Zone</c> says so.</param>
/// <param name="Version">The application's version.</param>
/// <param name="StartedAt">When it started, by its own clock: for people to read, not to compare.</param>
/// <param name="State">What it is doing.</param>
public sealed record ClusterNode(
    string Id, string Name, string? Address, string? Zone, string Version, DateTimeOffset StartedAt, ClusterNodeState State);
