namespace Clustering.Benchmarks.Load;

/// <summary>Where reports go.</summary>
internal static class Repository
{
    /// <summary>Gets the folder of the solution, whatever folder the command was started in.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clustering.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("This program is not run from its repository.");
    }
}
