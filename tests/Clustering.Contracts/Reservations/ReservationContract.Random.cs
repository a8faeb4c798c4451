using System.Globalization;
using Clustering.Reservations;

namespace Clustering.Contracts.Reservations;

// Whatever nobody thought of.
public abstract partial class ReservationContract
{
    private const string SeedVariable = "CLUSTERING_TEST_SEED";

    /// <summary>Gets how many random sequences there are time for.</summary>
    private protected abstract int RandomSequences { get; }

    /// <summary>Gets how many of them run side by side, each with names of its own.</summary>
    private protected abstract int RandomLanes { get; }

    /// <summary>Makes more names in the place that there is.</summary>
    private protected abstract ReservationBackend Another(ReservationBackend backend);

    [Theory]
    [InlineData(SameUserPolicy.Deny)]
    [InlineData(SameUserPolicy.TakeOver)]
    public async Task Reservations_InRandomSequences_AnswerAsTheModelDoes(SameUserPolicy sameUser)
    {
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var first = given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds from {first}; to repeat one, set {SeedVariable} to it.");
        var backend = await CreateAsync(("Clustering:Reservations:SameUser", $"{sameUser}"), ("Clustering:Sessions:TouchGranularity", "0"));

        await Parallel.ForEachAsync(
            Enumerable.Range(first, RandomSequences),
            new ParallelOptions { MaxDegreeOfParallelism = RandomLanes, CancellationToken = Cancel },
            async (seed, _) => await ReservationSequence.RunAsync(seed, Another(backend), sameUser));
    }
}
