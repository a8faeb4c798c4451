namespace Clustering.Nodes;

/// <summary>How this process shows itself to the cluster. Read from the configuration section <c>Clustering:Nodes</c> when the app starts.</summary>
public sealed class NodeOptions
{
    /// <summary>Gets or sets the name that people see.</summary>
    /// <value>1 to 128 characters. The default is the machine's name.</value>
    /// <remarks>It need not be unique: every process has an id besides, new at each start.</remarks>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>Gets or sets how other machines reach this node, such as <c>http://10.0.0.7:8080</c>.</summary>
    /// <value>The default, <see langword="null"/>, leaves it to what the server listens on.</value>
    public string? Address { get; set; }

    /// <summary>Gets or sets the data centre, rack or availability zone.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public string? Zone { get; set; }

    /// <summary>Gets or sets how often the node says that it is alive.</summary>
    /// <value>100 milliseconds to 1 minute. The default is 1 second.</value>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets after how long a silent node counts as dead.</summary>
    /// <value>At least three times <see cref="Heartbeat"/>, at most 10 minutes. The default is 5 seconds.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);
}
