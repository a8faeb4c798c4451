namespace Clustering.Operations;

/// <summary>Which of the operations of a handler that may start starts first. Within a priority it is the order of enqueueing.</summary>
public enum OperationPriority
{
    /// <summary>Before all others.</summary>
    High = 0,

    /// <summary>The usual.</summary>
    Normal = 1,

    /// <summary>When there is nothing else.</summary>
    Low = 2,
}
