using Clustering.Reservations;

namespace Clustering.Contracts.Reservations;

// Whatever nobody thought of.
public abstract partial class ReservationContract
{
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
        var backend = await CreateAsync(("Clustering:Reservations:SameUser", $"{sameUser}"), ("Clustering:Sessions:TouchGranularity", "0"));

        await SeededSequences.RunAsync(RandomSequences, RandomLanes, seed => ReservationSequence.RunAsync(seed, Another(backend), sameUser));
    }
}
