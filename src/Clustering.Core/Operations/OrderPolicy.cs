namespace Clustering.Operations;

/// <summary>What it means to those behind in line that an operation with an order key has failed.</summary>
public enum OrderPolicy
{
    /// <summary>They wait until it has succeeded, or has become a dead letter. The order is strict.</summary>
    Block,

    /// <summary>They go on; the one that failed lines up again at the end, when its pause is over.</summary>
    Skip,

    /// <summary>As <see cref="Block"/>; and if it becomes a dead letter, they wait until somebody replays or deletes that.</summary>
    Stop,
}
