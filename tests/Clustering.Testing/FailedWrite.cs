namespace Clustering.Testing;

/// <summary>A write of <see cref="AcknowledgedWrites"/> that was not acknowledged. It may have taken effect or not.</summary>
/// <param name="Number">Which one.</param>
/// <param name="At">When that was known, since the load began.</param>
/// <param name="Exception">Why.</param>
public sealed record FailedWrite(long Number, TimeSpan At, Exception Exception);
