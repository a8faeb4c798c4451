namespace Clustering.Operations.Internal;

/// <summary>An operation in this process' memory, for one handler.</summary>
internal sealed class InProcessJob(string id, OperationEnvelope envelope)
{
    public string Id { get; } = id;

    public OperationEnvelope Envelope { get; set; } = envelope;

    /// <summary>Gets or sets where it is.</summary>
    public OperationState State { get; set; } = OperationState.Queued;

    /// <summary>Gets or sets its place in one of the ready lists; <see langword="null"/> = it waits behind another, or is elsewhere.</summary>
    public LinkedListNode<InProcessJob>? Place { get; set; }

    /// <summary>Gets or sets when it may start, or when it died, in Unix milliseconds.</summary>
    public long Since { get; set; }

    public string Owner { get; set; } = "";

    public int Failed { get; set; }

    public string? Error { get; set; }

    public string? Progress { get; set; }

    public byte[] Steps { get; set; } = [];

    /// <summary>Gets or sets who wants it cancelled while it runs.</summary>
    public string? CancelledBy { get; set; }
}
