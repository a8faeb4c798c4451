namespace Clustering.Contracts.Sessions;

// Whatever nobody thought of.
public abstract partial class SessionRecordsContract
{
    /// <summary>Gets how many random sequences there are time for.</summary>
    private protected abstract int RandomSequences { get; }

    /// <summary>Gets how many of them run side by side, each with sessions of its own.</summary>
    private protected abstract int RandomLanes { get; }

    [Fact]
    public async Task Records_InRandomSequences_AnswerAsTheModelDoes()
    {
        await SeededSequences.RunAsync(
            RandomSequences,
            RandomLanes,
            async seed =>
            {
                var options = SessionSequence.Options();
                await SessionSequence.RunAsync(seed, CreateBackend(options), options);
            });
    }
}
