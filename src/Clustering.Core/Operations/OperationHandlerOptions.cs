namespace Clustering.Operations;

/// <summary>How a handler is to be treated. All nodes that have the handler should say the same.</summary>
/// <typeparam name="T">The type of the operations.</typeparam>
public sealed class OperationHandlerOptions<T>
{
    /// <summary>Gets or sets which operations it is for; asked where they are enqueued, and once more before they run.</summary>
    /// <value>The default, <see langword="null"/>, is all of its type.</value>
    public Func<T, bool>? When { get; set; }

    /// <summary>Gets or sets what operations share of which one runs at a time, in the order of enqueueing.</summary>
    /// <value>The default, <see langword="null"/>, is no order. An operation for which it gives <see langword="null"/> or '' is in no line.</value>
    public Func<T, string?>? OrderKey { get; set; }

    /// <summary>Gets or sets what a failure means to those behind in line.</summary>
    /// <value>The default is <see cref="OrderPolicy.Block"/>.</value>
    public OrderPolicy OrderPolicy { get; set; }

    /// <summary>Gets or sets whether an operation replaces the payload of one with the same order key that has not started: then one runs and one waits, at the most.</summary>
    /// <value>The default is <see langword="false"/>. It needs <see cref="OrderKey"/>.</value>
    /// <remarks>The one that is replaced keeps its id, its place, its time and its failed attempts.</remarks>
    public bool LatestOnly { get; set; }

    /// <summary>Gets or sets how many attempts an operation has before it is a dead letter.</summary>
    /// <value>1 to 1,000. The default is 10.</value>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Gets or sets how many lost leases make a dead letter: it seems to kill whoever runs it.</summary>
    /// <value>1 to 1,000. The default is 5.</value>
    public int MaxLostLeases { get; set; } = 5;

    /// <summary>Gets or sets the pause after the first failed attempt. Each further one is twice as long, give or take a fifth.</summary>
    /// <value>0 to 1 day. The default is 1 second.</value>
    public TimeSpan BackOff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest pause after a failed attempt.</summary>
    /// <value>0 to 30 days. The default is 10 minutes.</value>
    public TimeSpan MaxBackOff { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how many run at a time on each node.</summary>
    /// <value>1 to 1,000. The default is 8.</value>
    public int Concurrency { get; set; } = 8;

    /// <summary>Gets or sets how many run at a time in the whole cluster.</summary>
    /// <value>1 to 100,000. The default, <see langword="null"/>, is any number.</value>
    public int? ClusterConcurrency { get; set; }

    /// <summary>Gets or sets after what time an attempt is cancelled, which counts as failed.</summary>
    /// <value>1 millisecond to 7 days. The default, <see langword="null"/>, is never.</value>
    /// <remarks>A handler that does not heed its token keeps its place, and the operation, until it ends.</remarks>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gets or sets whether this node runs it. One that does not knows all the same which operations it is for.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;
}
