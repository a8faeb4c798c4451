namespace DocumentDesk.Work;

/// <summary>A run of a handler.</summary>
/// <param name="Handler">Of which.</param>
/// <param name="Operation">The id of the operation.</param>
/// <param name="Document">What it is about.</param>
/// <param name="Node">Which node runs it.</param>
/// <param name="Fence">Tells apart the runs of one operation.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="EndedAt">When it ended; <see langword="null"/> if it has not.</param>
/// <param name="Outcome"><c>running</c>, <c>done</c>, <c>failed</c>, or <c>stopped</c> before it was done.</param>
internal sealed record Run(
    string Handler, string Operation, string Document, string Node, long Fence, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, string Outcome)
{
    public bool IsSame(Run other) => (Operation, Handler, Fence) == (other.Operation, other.Handler, other.Fence);
}
