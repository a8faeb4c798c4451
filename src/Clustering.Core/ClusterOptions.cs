namespace Clustering;

/// <summary>The cluster that this process belongs to. Read from the configuration section <c>Clustering</c> when the app starts.</summary>
public sealed class ClusterOptions
{
    /// <summary>Gets or sets the cluster's name. Processes with the same name and the same Redis are one cluster.</summary>
    /// <value>
    /// 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>. The default, while it is empty, is the host's application name.
    /// </value>
    /// <remarks>It begins every key in Redis, so another name is another, empty cluster.</remarks>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets what the app does if Redis is away when it starts.</summary>
    /// <value>The default is <see cref="ClusterStartup.Degraded"/>.</value>
    public ClusterStartup Startup { get; set; } = ClusterStartup.Degraded;
}
