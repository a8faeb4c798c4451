namespace Clustering.Testing;

/// <summary>A time in which no write of <see cref="AcknowledgedWrites"/> was acknowledged.</summary>
/// <param name="Since">When it began, since the load did.</param>
/// <param name="Length">How long it was.</param>
public sealed record WritePause(TimeSpan Since, TimeSpan Length)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Length.TotalMilliseconds:0} ms from {Since.TotalMilliseconds:0} ms on";
}
