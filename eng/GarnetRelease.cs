namespace Clustering.Engineering;

/// <summary>The .NET tool Garnet: which version, and where it is kept. Compiled into the tests and into samples/LocalCluster, each of which fetches it.</summary>
internal static class GarnetRelease
{
    public const string Package = "garnet-server";
    public const string Version = "2.2.8";

    /// <summary>Gets the folder in which fetched tools are kept.</summary>
    public static string Cache { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "clustering-tools");

    /// <summary>Gets the folder of this version.</summary>
    public static string Folder { get; } = Path.Combine(Cache, $"{Package}-{Version}");

    /// <summary>Gets the program, which is there once it has been fetched.</summary>
    public static string Program { get; } = Path.Combine(Folder, OperatingSystem.IsWindows() ? $"{Package}.exe" : Package);
}
