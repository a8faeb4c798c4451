namespace Clustering.Operations;

/// <summary>What is known of an operation, for one handler.</summary>
public sealed record OperationStatus
{
    /// <summary>Gets its id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets where it is.</summary>
    public required OperationState State { get; init; }

    /// <summary>Gets the name of its type; '' of one that is gone.</summary>
    public string Type { get; init; } = "";

    /// <summary>Gets its order key; '' without one, and of one that is gone.</summary>
    public string OrderKey { get; init; } = "";

    /// <summary>Gets when it was enqueued, by the clock of the node that did.</summary>
    public DateTimeOffset? EnqueuedAt { get; init; }

    /// <summary>Gets when it may start, or when it died, by the server's clock.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets the id of the node that runs it.</summary>
    public string? NodeId { get; init; }

    /// <summary>Gets how many attempts have failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Gets how many times the lease of whoever ran it was lost.</summary>
    public int LostLeases { get; init; }

    /// <summary>Gets what the last failed attempt said; who cancelled it, if somebody has.</summary>
    public string? Error { get; init; }

    /// <summary>Gets what its handler last reported.</summary>
    public string? Progress { get; init; }

    /// <summary>Gets its payload, as <see cref="IOperationSerializer"/> wrote it; empty of one that is gone.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Gets the result that its handler has set, as <see cref="IOperationSerializer"/> wrote it.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Gets whether it will not run any more by itself.</summary>
    public bool HasEnded => State is OperationState.Completed or OperationState.Cancelled or OperationState.Dead;
}
