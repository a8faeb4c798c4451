namespace Clustering.Testing.Runs;

/// <summary>Looks through the runs of operations for everything that must not be.</summary>
public static class RunChecker
{
    /// <summary>Checks a history.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="expected">How many operations of each order key were enqueued.</param>
    /// <returns>What is wrong, in words. Nothing, if every operation is completed, in the order of its key, and runs twice only where a lease was lost.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyCollection<OperationRun> runs, IReadOnlyDictionary<string, int> expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var lines = runs.ToLookup(static run => run.Key);
        return
        [
            .. lines.Where(line => !expected.ContainsKey(line.Key)).Select(static line => $"Nobody has enqueued operations of the key '{line.Key}'."),
            .. expected.SelectMany(line => CheckLine(line.Key, line.Value, [.. lines[line.Key].OrderBy(static run => run.Fence)])),
        ];
    }

    private static IEnumerable<string> CheckLine(string key, int count, IReadOnlyList<OperationRun> line)
    {
        var bySequence = line.ToLookup(static run => run.Sequence);
        OperationRun? before = null;
        for (var sequence = 1; sequence <= count; sequence++)
        {
            var ofOperation = bySequence[sequence].ToList();
            foreach (var problem in CheckOperation(ofOperation))
            {
                yield return problem;
            }

            if (ofOperation.LastOrDefault(static run => run.MayCount) is not { } counts)
            {
                yield return $"Nothing says that {key} {sequence} was completed.";
                continue;
            }

            foreach (var early in ofOperation.Where(run => before is not null && (run.Fence <= before.Fence || run.Began < before.Ended)))
            {
                yield return $"Out of order: [{early}] began before [{before}] had ended.";
            }

            before = counts;
        }

        foreach (var unknown in line.Where(run => run.Sequence < 1 || run.Sequence > count))
        {
            yield return $"Nobody has enqueued [{unknown}].";
        }

        foreach (var problem in CheckOverlaps(line))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CheckOperation(List<OperationRun> runs)
    {
        if (runs.Select(static run => run.Id).Distinct().Count() > 1)
        {
            yield return $"Enqueued twice: [{runs[0]}] and [{runs.First(run => run.Id != runs[0].Id)}].";
        }

        foreach (var run in runs.Where(static run => run.Attempt != 1))
        {
            yield return $"An attempt was counted though none has failed: [{run}].";
        }

        for (var i = 1; i < runs.Count; i++)
        {
            var (earlier, later) = (runs[i - 1], runs[i]);
            if (later.Fence == earlier.Fence)
            {
                yield return $"Two runs with one fence: [{earlier}] and [{later}].";
            }
            else if (later.LostLeases <= earlier.LostLeases && (earlier.Ended is null || earlier.IsDone))
            {
                yield return $"Run again though no lease was lost: [{earlier}], then [{later}].";
            }

            // A process that was killed may have said what Redis never got.
            if (earlier is { MayCount: true, IsKilled: false })
            {
                yield return $"Run again though its result was taken: [{earlier}], then [{later}].";
            }
        }
    }

    private static IEnumerable<string> CheckOverlaps(IReadOnlyList<OperationRun> line)
    {
        for (var i = 0; i < line.Count; i++)
        {
            for (var j = i + 1; j < line.Count; j++)
            {
                if (line[i] is { MayCount: true, IsKilled: false } && line[i].Ended > line[j].Began)
                {
                    yield return $"Not refused though it came late: [{line[i]}], after [{line[j]}] had begun.";
                }
            }
        }
    }
}
