using System.Diagnostics;
using System.Text;
using Clustering.Testing.Runs;

namespace Clustering.NodeProcess;

/// <summary>What this process did, a line for each event. Each is handed to the system whole and at once, so that a kill takes none of them back.</summary>
internal sealed class RunLog(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _lock = new();

    /// <summary>Writes an event, with the moment.</summary>
    public void Write(RunRecord record)
    {
        lock (_lock)
        {
            _file.Write(Encoding.UTF8.GetBytes(record with { Timestamp = Stopwatch.GetTimestamp() } + "\n"));
        }
    }

    public void Dispose() => _file.Dispose();
}
