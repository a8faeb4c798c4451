namespace Clustering.Nodes;

public sealed class NodeOptions
{
    public string Name { get; set; } = Environment.MachineName;
    public string? Address { get; set; }
    public string? Zone { get; set; }
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);
}
