using System.Globalization;

namespace Clustering.Contracts;

/// <summary>Runs random sequences, each from a seed of its own that is written down, so that one may be repeated.</summary>
internal static class SeededSequences
{
    private const string SeedVariable = "CLUSTERING_TEST_SEED";

    /// <summary>Runs so many sequences, some of them side by side.</summary>
    public static async Task RunAsync(int count, int lanes, Func<int, Task> run)
    {
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var first = given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds from {first}; to repeat one, set {SeedVariable} to it.");

        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = TestContext.Current.CancellationToken },
            async (seed, _) => await run(seed));
    }
}
