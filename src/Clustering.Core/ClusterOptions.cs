namespace Clustering;

public sealed class ClusterOptions
{
    public string Name { get; set; } = "";
    public ClusterStartup Startup { get; set; }
}
