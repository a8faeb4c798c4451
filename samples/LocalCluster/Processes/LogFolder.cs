namespace LocalCluster.Processes;

/// <summary>Where the processes write and work. It goes with the cluster, unless something failed.</summary>
internal sealed class LogFolder : IDisposable
{
    private bool _keep;

    public string Path { get; } = Directory.CreateTempSubdirectory("local-cluster-").FullName;

    public string Of(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Keep(Journal journal)
    {
        _keep = true;
        journal.Detail("logs", Path);
    }

    public void Dispose()
    {
        if (!_keep)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
