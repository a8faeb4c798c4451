namespace Clustering.Core.Tests.Documentation;

/// <summary>The files of the repository, as they are in the working tree.</summary>
internal static class Repository
{
    private static readonly string[] Outside = ["bin", "obj", ".git", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "packages"];

    public static string Root { get; } = FindRoot();

    /// <summary>Gets every file's path from the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. List(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesOf(string folder, string extension) => Files.Where(file =>
        file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Says whether there is a file or a folder with something in it.</summary>
    public static bool Exists(string path) => Files.Any(file =>
        file == path || file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    private static IEnumerable<string> List(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(inner => !Outside.Contains(inner.Name)).SelectMany(List));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Clustering.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"There is no Clustering.sln above {AppContext.BaseDirectory}: these tests compare the documentation with the sources.");
    }
}
