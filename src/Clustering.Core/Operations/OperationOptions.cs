namespace Clustering.Operations;

/// <summary>How operations behave on this node. Read from the configuration section <c>Clustering:Operations</c> when the app starts.</summary>
public sealed class OperationOptions
{
    /// <summary>Gets or sets how long an operation stays with a node that dies, before another has it.</summary>
    /// <value>1 second to 1 hour. The default is 15 seconds.</value>
    /// <remarks>A living node extends its leases, so this does not limit how long a handler may take.</remarks>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how often a node extends the leases of what it runs, all of them together.</summary>
    /// <value>100 milliseconds to 20 minutes, and at most a third of <see cref="Lease"/>. The default is 5 seconds.</value>
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how often a node that has nothing to do looks for operations. They are announced, at once; this is for messages that were lost.</summary>
    /// <value>100 milliseconds to 10 minutes. The default is 5 seconds.</value>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets for how long a node that stops waits for its handlers before it cancels them.</summary>
    /// <value>0 to 10 minutes. The default is 5 seconds.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets whether this node runs handlers. One that does not still enqueues.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;
}
