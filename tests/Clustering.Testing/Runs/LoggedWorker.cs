namespace Clustering.Testing.Runs;

/// <summary>A process that runs <see cref="LoggedWork"/> and writes down what it does.</summary>
public sealed class LoggedWorker : IDisposable
{
    private LoggedWorker(string name, NodeProcess process) => (Name, Process) = (name, process);

    /// <summary>Gets what it is called in the history.</summary>
    public string Name { get; }

    /// <summary>Gets its process.</summary>
    public NodeProcess Process { get; }

    /// <summary>Starts one, and waits until it runs.</summary>
    /// <param name="folder">Where logs go: see <see cref="RunHistory.Read(string)"/>.</param>
    /// <param name="name">What it is to be called there, as none before.</param>
    /// <param name="settings">Its settings. <c>Concurrency</c> is that of its handler.</param>
    /// <returns>The worker. Dispose it.</returns>
    public static async Task<LoggedWorker> StartAsync(string folder, string name, IReadOnlyDictionary<string, string?> settings)
    {
        var process = new NodeProcess("operations", new Dictionary<string, string?>(settings) { ["RunLog"] = Path.Combine(folder, name + ".log") });
        try
        {
            await process.ReadAsync();
            return new(name, process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Process.Dispose();
}
