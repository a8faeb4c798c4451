namespace Clustering.Operations;

/// <summary>What is special about an operation that is enqueued.</summary>
public sealed class EnqueueOptions
{
    /// <summary>Gets or sets how long it waits before it may start, by the server's clock from when it gets it.</summary>
    /// <value>0 to 10 years. The default is not to wait. It excludes <see cref="At"/>.</value>
    public TimeSpan Delay { get; set; }

    /// <summary>Gets or sets the moment from which on it may start, by the server's clock.</summary>
    /// <value>The default, <see langword="null"/>, is at once.</value>
    public DateTimeOffset? At { get; set; }

    /// <summary>Gets or sets which of those that may start starts first.</summary>
    /// <value>The default is <see cref="OperationPriority.Normal"/>.</value>
    /// <remarks>It counts among the first of the lines: within an order key, the order is that of enqueueing.</remarks>
    public OperationPriority Priority { get; set; } = OperationPriority.Normal;

    /// <summary>Gets or sets the order key, in place of the one that handlers make of the operation.</summary>
    /// <value>Up to 512 bytes of UTF-8 without control characters. The default, <see langword="null"/>, leaves it to the handlers.</value>
    public string? OrderKey { get; set; }

    /// <summary>Gets or sets what operations of this type share that are to be one: while it is remembered, further ones are not enqueued.</summary>
    /// <value>Up to 512 bytes of UTF-8 without control characters. The default, <see langword="null"/>, is no such check.</value>
    public string? DeduplicationKey { get; set; }

    /// <summary>Gets or sets for how long <see cref="DeduplicationKey"/> is remembered, from when it was first enqueued.</summary>
    /// <value>1 millisecond to 30 days. The default is 10 minutes.</value>
    public TimeSpan DeduplicationWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets for how long it is kept how it ended, for <see cref="IOperations.WaitAsync"/> and <see cref="IOperations.FindAsync"/>.</summary>
    /// <value>0 to 30 days. The default, zero, is not to keep it: what succeeded is gone.</value>
    public TimeSpan KeepOutcome { get; set; }
}
