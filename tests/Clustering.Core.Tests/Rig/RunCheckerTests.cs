using Clustering.Testing.Runs;

namespace Clustering.Core.Tests.Rig;

/// <summary>What the checker of runs finds: it is worth no more than the broken histories that it refuses.</summary>
public sealed class RunCheckerTests
{
    // Two operations of a key: the first is begun by a process that freezes, done by another, and said to be done late and in vain by the first.
    private static readonly OperationRun[] Good =
    [
        Run(1, fence: 10, began: 100, ended: 400) with { IsDone = true, IsRefused = true, IsLost = true },
        Run(1, fence: 20, began: 200, ended: 300) with { IsDone = true, LostLeases = 1, Process = "b" },
        Run(2, fence: 30, began: 310, ended: 350) with { IsDone = true, Process = "b" },
    ];

    [Fact]
    public void Check_OfALateResultThatWasRefused_FindsNothing() => Assert.Empty(Check(Good));

    [Fact]
    public void Check_OfAKilledProcess_FindsNothing()
    {
        Assert.Empty(Check(Good[0] with { Ended = null, IsDone = false, IsRefused = false, IsKilled = true }, Good[1], Good[2]));
        Assert.Empty(Check(Good[0] with { Ended = 150, IsRefused = false, IsKilled = true }, Good[1], Good[2]));
    }

    [Fact]
    public void Check_OfARunThatWasCancelledAndGivenBack_FindsNothing() =>
        Assert.Empty(Check(Good[0] with { Ended = 150, IsDone = false, IsRefused = false }, Good[1] with { LostLeases = 0 }, Good[2]));

    [Fact]
    public void Check_OfAnOperationThatNobodyRan_FindsIt() => Finds("Nothing says that k 2 was completed", Good[0], Good[1]);

    [Fact]
    public void Check_OfAnOperationThatWasOnlyBegun_FindsIt() => Finds("Nothing says that k 2 was completed", Good[0], Good[1], Good[2] with { Ended = null, IsDone = false });

    [Fact]
    public void Check_OfAnOperationWhoseOnlyResultWasRefused_FindsIt() => Finds("Nothing says that k 2 was completed", Good[0], Good[1], Good[2] with { IsRefused = true });

    [Fact]
    public void Check_OfALateResultThatWasTaken_FindsIt() => Finds("Not refused though it came late", Good[0] with { IsRefused = false }, Good[1], Good[2]);

    [Fact]
    public void Check_OfARunAfterAResultThatWasTaken_FindsIt() =>
        Finds("Run again though its result was taken", Good[0] with { Ended = 150, IsRefused = false }, Good[1], Good[2]);

    [Fact]
    public void Check_OfARunAgainWithoutALostLease_FindsIt() =>
        Finds("Run again though no lease was lost", Good[0] with { Ended = null, IsDone = false, IsKilled = true }, Good[1] with { LostLeases = 0 }, Good[2]);

    [Fact]
    public void Check_OfTwoRunsWithOneFence_FindsThem() => Finds("Two runs with one fence", Good[0], Good[1] with { Fence = 10 }, Good[2]);

    [Fact]
    public void Check_OfALaterOneThatBeginsTooSoon_FindsIt() => Finds("Out of order", Good[0], Good[1], Good[2] with { Began = 290 });

    [Fact]
    public void Check_OfALaterOneWithALowerFence_FindsIt() => Finds("Out of order", Good[0], Good[1], Good[2] with { Fence = 15 });

    [Fact]
    public void Check_OfAnEarlierOneThatRunsAgainAfterTheNext_FindsIt() =>
        Finds("Out of order", [.. Good, Run(1, fence: 40, began: 360, ended: 370) with { IsDone = true, LostLeases = 2, Process = "c" }]);

    [Fact]
    public void Check_OfAnAttemptThatWasCounted_FindsIt() => Finds("An attempt was counted", Good[0], Good[1], Good[2] with { Attempt = 2 });

    [Fact]
    public void Check_OfAnOperationThatWasEnqueuedTwice_FindsIt() => Finds("Enqueued twice", Good[0], Good[1] with { Id = "other" }, Good[2]);

    [Fact]
    public void Check_OfWhatNobodyEnqueued_FindsIt()
    {
        Finds("Nobody has enqueued", [.. Good, Run(3, fence: 40, began: 360, ended: 370)]);
        Finds("Nobody has enqueued", [.. Good, Run(1, fence: 40, began: 360, ended: 370) with { Key = "other" }]);
    }

    [Fact]
    public void Read_OfALog_PutsRunsTogetherAndPassesOverALineThatWasCutOff()
    {
        var runs = RunHistory.Read("a", $"{Line(RunEvent.Began, 10, 100)}{Line(RunEvent.Lost, 10, 300)}{Line(RunEvent.Done, 10, 400)}{Line(RunEvent.Refused, 10, 401)}{Line(RunEvent.Began, 50, 500)}600 Do");

        Assert.Equal(
            [Run(1, fence: 10, began: 100, ended: 400) with { IsDone = true, IsLost = true, IsRefused = true, IsKilled = true }, Run(1, fence: 50, began: 500) with { IsKilled = true }],
            runs);
        Assert.All(RunHistory.Read("a", $"{Line(RunEvent.Began, 10, 100)}{Line(RunEvent.Stopped, 0, 200)}"), static run => Assert.False(run.IsKilled));
    }

    [Fact]
    public void Figures_OfAHistory_CountWhatWasDoneAgainAndWhatCameLate() =>
        Assert.Equal(new RunFigures(Runs: 3, Again: 1, Unfinished: 0, Lost: 1, Late: 1, Refused: 1, MostOfOne: 2), RunFigures.Of(Good));

    [Fact]
    public void Recoveries_OfAKilledProcess_AreFromTheKillToTheNextRun() => Assert.Equal(
        [TimeProvider.System.GetElapsedTime(150, 200)],
        RunFigures.Recoveries([Good[0] with { Ended = null, IsKilled = true }, Good[1], Good[2]], "a", killed: 150));

    private static OperationRun Run(int sequence, long fence, long began, long? ended = null) =>
        new() { Id = $"id{sequence}", Key = "k", Sequence = sequence, Fence = fence, Process = "a", Began = began, Ended = ended };

    private static string Line(RunEvent what, long fence, long timestamp) =>
        new RunRecord { Timestamp = timestamp, Event = what, Id = "id1", Fence = fence, Attempt = 1, Sequence = 1, Key = "k" } + "\n";

    private static IReadOnlyList<string> Check(params OperationRun[] runs) => RunChecker.Check(runs, new Dictionary<string, int> { ["k"] = 2 });

    private static void Finds(string problem, params OperationRun[] runs) =>
        Assert.Contains(Check(runs), found => found.Contains(problem, StringComparison.Ordinal));
}
