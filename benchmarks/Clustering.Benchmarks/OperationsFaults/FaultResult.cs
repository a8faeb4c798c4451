using Clustering.Operations;
using Clustering.Testing.Runs;

namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>What came of a run.</summary>
/// <param name="What">What happened to Redis meanwhile.</param>
/// <param name="Count">How many operations there were.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Kills">How many times a worker was killed.</param>
/// <param name="Freezes">How many times a worker was frozen.</param>
/// <param name="Unsure">How many times an operation had to be enqueued again, because Redis did not say whether it had it.</param>
/// <param name="Queue">The accounts in the end.</param>
/// <param name="Figures">What the workers wrote down, counted.</param>
/// <param name="Problems">What must not be.</param>
internal sealed record FaultResult(
    string What, int Count, TimeSpan Took, int Kills, int Freezes, int Unsure, OperationQueueStatus Queue, RunFigures Figures, IReadOnlyList<string> Problems)
{
    /// <summary>Gets for each operation whose worker was killed, how long until another began it, in order.</summary>
    public required IReadOnlyList<TimeSpan> Recoveries { get; init; }
}
