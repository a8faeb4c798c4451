using System.Diagnostics;

namespace Clustering.Testing.Runs;

/// <summary>What a history amounts to.</summary>
/// <param name="Runs">How many runs have begun.</param>
/// <param name="Again">How many of them were of operations that had been begun before.</param>
/// <param name="Unfinished">How many never ended, because their process was killed.</param>
/// <param name="Lost">How many have lost their lease while their process went on.</param>
/// <param name="Late">How many said that they had succeeded when another run of their operation had begun.</param>
/// <param name="Refused">Of how many the result was refused.</param>
/// <param name="MostOfOne">The most runs of one operation.</param>
public sealed record RunFigures(int Runs, int Again, int Unfinished, int Lost, int Late, int Refused, int MostOfOne)
{
    /// <summary>Counts.</summary>
    /// <param name="runs">All runs.</param>
    /// <returns>The figures.</returns>
    public static RunFigures Of(IReadOnlyCollection<OperationRun> runs)
    {
        var operations = runs.GroupBy(static run => run.Id).Select(static group => group.OrderBy(static run => run.Fence).ToList()).ToList();
        return new(
            runs.Count,
            runs.Count - operations.Count,
            runs.Count(static run => run.Ended is null),
            runs.Count(static run => run.IsLost),
            operations.Sum(static ofOne => ofOne.Where((run, index) => run.IsDone && ofOne.Skip(index + 1).Any(later => later.Began < run.Ended)).Count()),
            runs.Count(static run => run.IsRefused),
            operations.Select(static ofOne => ofOne.Count).DefaultIfEmpty().Max());
    }

    /// <summary>Measures how long operations lay still whose process was killed.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="process">The process.</param>
    /// <param name="killed">When, in the ticks of <see cref="Stopwatch"/>.</param>
    /// <returns>For each that it had begun and not ended, the time from then to when another began it.</returns>
    public static IReadOnlyList<TimeSpan> Recoveries(IReadOnlyCollection<OperationRun> runs, string process, long killed)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var broken = runs.Where(run => run.Process == process && run.Ended is null).ToDictionary(static run => run.Id);
        return
        [
            .. runs.Where(run => broken.TryGetValue(run.Id, out var had) && run.Fence > had.Fence).GroupBy(static run => run.Id)
                .Select(later => Stopwatch.GetElapsedTime(killed, later.MinBy(static run => run.Fence)!.Began)),
        ];
    }
}
