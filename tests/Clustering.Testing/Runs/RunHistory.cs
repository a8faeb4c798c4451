namespace Clustering.Testing.Runs;

/// <summary>All runs of operations, put together from the logs of the processes that ran them.</summary>
public static class RunHistory
{
    /// <summary>Reads the logs of a folder, one for each process.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The runs.</returns>
    public static IReadOnlyList<OperationRun> Read(string folder) =>
        [.. Directory.GetFiles(folder, "*.log").Order(StringComparer.Ordinal).SelectMany(file => Read(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];

    /// <summary>Reads the log of a process. The last line counts if it is whole: the process may have been killed in the middle of it.</summary>
    /// <param name="process">What the process is called.</param>
    /// <param name="log">What it wrote.</param>
    /// <returns>Its runs.</returns>
    public static IReadOnlyList<OperationRun> Read(string process, string log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var records = log[..(log.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(RunRecord.Parse).ToList();
        var isKilled = records.TrueForAll(static record => record.Event != RunEvent.Stopped);
        return [.. records.Where(static record => record.Event != RunEvent.Stopped).GroupBy(static record => (record.Id, record.Fence)).SelectMany(Runs)];

        // More than one only if the library has begun it more than once: for the checker to say.
        IEnumerable<OperationRun> Runs(IEnumerable<RunRecord> ofRun)
        {
            var all = ofRun.ToLookup(static record => record.Event);
            var ends = all[RunEvent.Done].Concat(all[RunEvent.Cancelled]).OrderBy(static record => record.Timestamp).ToList();
            return all[RunEvent.Began].Select((began, index) => new OperationRun
            {
                Id = began.Id,
                Key = began.Key,
                Sequence = began.Sequence,
                Fence = began.Fence,
                Attempt = began.Attempt,
                LostLeases = began.LostLeases,
                Process = process,
                Began = began.Timestamp,
                Ended = ends.ElementAtOrDefault(index)?.Timestamp,
                IsDone = ends.ElementAtOrDefault(index)?.Event == RunEvent.Done,
                IsLost = all[RunEvent.Lost].Any(),
                IsRefused = all[RunEvent.Refused].Any(),
                IsKilled = isKilled,
            });
        }
    }
}
