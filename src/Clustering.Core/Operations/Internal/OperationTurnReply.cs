namespace Clustering.Operations.Internal;

/// <summary>What a turn has brought.</summary>
/// <param name="Next">When something is due, or may have been lost; <see langword="null"/> = nothing.</param>
/// <param name="Left">How many may start still.</param>
/// <param name="Owner">The token of whoever runs what has started.</param>
/// <param name="Results">A character for each that has ended, then for each act: 1 = done, 0 = not his or not there, 2 = it runs, and its node was told.</param>
/// <param name="Started">What has started.</param>
internal sealed record OperationTurnReply(TimeSpan? Next, long Left, string Owner, string Results, IReadOnlyList<StartedOperation> Started);

/// <summary>An operation that this node is to run.</summary>
internal readonly record struct StartedOperation(string Id, ReadOnlyMemory<byte> Envelope, int FailedAttempts, int LostLeases);
