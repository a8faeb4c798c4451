using System.Globalization;

namespace Clustering.Contracts.Locks;

// Whatever nobody thought of.
public abstract partial class LocksContract
{
    private const string SeedVariable = "CLUSTERING_TEST_SEED";

    /// <summary>Gets how many random sequences there are time for.</summary>
    private protected abstract int RandomSequences { get; }

    /// <summary>Gets how many of them run side by side, each with locks of its own.</summary>
    private protected abstract int RandomLanes { get; }

    [Fact]
    public async Task Locks_InRandomSequences_AnswerAsTheModelDoes()
    {
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var first = given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds from {first}; to repeat one, set {SeedVariable} to it.");

        await Parallel.ForEachAsync(
            Enumerable.Range(first, RandomSequences),
            new ParallelOptions { MaxDegreeOfParallelism = RandomLanes, CancellationToken = Cancel },
            async (seed, _) => await LockSequence.RunAsync(seed, Backend));
    }
}
