using System.Globalization;

namespace Clustering.Contracts.Sessions;

// Whatever nobody thought of.
public abstract partial class SessionRecordsContract
{
    private const string SeedVariable = "CLUSTERING_TEST_SEED";

    /// <summary>Gets how many random sequences there are time for.</summary>
    private protected abstract int RandomSequences { get; }

    /// <summary>Gets how many of them run side by side, each with sessions of its own.</summary>
    private protected abstract int RandomLanes { get; }

    [Fact]
    public async Task Records_InRandomSequences_AnswerAsTheModelDoes()
    {
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var first = given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds from {first}; to repeat one, set {SeedVariable} to it.");

        await Parallel.ForEachAsync(
            Enumerable.Range(first, RandomSequences),
            new ParallelOptions { MaxDegreeOfParallelism = RandomLanes, CancellationToken = TestContext.Current.CancellationToken },
            async (seed, _) =>
            {
                var options = SessionSequence.Options();
                await SessionSequence.RunAsync(seed, CreateBackend(options), options);
            });
    }
}
