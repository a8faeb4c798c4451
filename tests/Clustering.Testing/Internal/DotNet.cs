using System.Runtime.InteropServices;

namespace Clustering.Testing.Internal;

/// <summary>The .NET that runs the tests, for the .NET programs that they start.</summary>
internal static class DotNet
{
    /// <summary>Gets the folder of the installation.</summary>
    // The runtime is in shared/Microsoft.NETCore.App/VERSION/ of it.
    public static string Root { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Gets the program <c>dotnet</c>.</summary>
    public static string Program { get; } = Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
