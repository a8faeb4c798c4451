namespace Clustering.Benchmarks.OperationsBacklog;

/// <summary>A tenth of the operations, for each of them.</summary>
/// <param name="Took">Microseconds that passed.</param>
/// <param name="Cpu">Microseconds of the server's time.</param>
internal sealed record PartCost(double Took, double Cpu);

/// <summary>A queue that grew and was worked off.</summary>
/// <param name="What">What kind of operations.</param>
/// <param name="Bytes">What one takes in Redis.</param>
/// <param name="Enqueued">Enqueueing, tenth by tenth.</param>
/// <param name="Run">Claiming, running and settling, tenth by tenth.</param>
internal sealed record Backlog(string What, double Bytes, IReadOnlyList<PartCost> Enqueued, IReadOnlyList<PartCost> Run)
{
    // Hashes that grow move their entries now and then, and the machine does other things too. What grew with the queue would be ten times as much.
    private const double Tolerance = 2;

    /// <summary>Gets whether the longest queue costs as much as the shortest, by the server's time.</summary>
    public bool IsFlat => IsFlatIn(Enqueued) && IsFlatIn(Run);

    private static bool IsFlatIn(IReadOnlyList<PartCost> parts) => parts.Max(static part => part.Cpu) <= parts.Min(static part => part.Cpu) * Tolerance;
}
