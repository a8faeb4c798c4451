namespace Clustering.Contracts.Locks;

// Whatever nobody thought of.
public abstract partial class LocksContract
{
    /// <summary>Gets how many random sequences there are time for.</summary>
    private protected abstract int RandomSequences { get; }

    /// <summary>Gets how many of them run side by side, each with locks of its own.</summary>
    private protected abstract int RandomLanes { get; }

    [Fact]
    public async Task Locks_InRandomSequences_AnswerAsTheModelDoes()
    {
        await SeededSequences.RunAsync(RandomSequences, RandomLanes, seed => LockSequence.RunAsync(seed, Backend));
    }
}
