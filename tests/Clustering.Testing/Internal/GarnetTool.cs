using System.Diagnostics;
using Clustering.Engineering;

namespace Clustering.Testing.Internal;

/// <summary>Fetches Garnet, which comes as a .NET tool.</summary>
internal static class GarnetTool
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(3);

    // Once for all tests of the process; those of other processes are met in FetchAsync.
    private static readonly Lazy<Task<string>> Program = new(FetchAsync);

    /// <summary>Returns the program, after fetching it the first time.</summary>
    public static Task<string> GetAsync() => Program.Value;

    private static async Task<string> FetchAsync()
    {
        if (File.Exists(GarnetRelease.Program))
        {
            return GarnetRelease.Program;
        }

        // Beside its place and then moved, which is one step: another process may be doing the same.
        Directory.CreateDirectory(GarnetRelease.Cache);
        var fetched = Path.Combine(GarnetRelease.Cache, Path.GetRandomFileName());
        try
        {
            await InstallAsync(fetched);
            Directory.Move(fetched, GarnetRelease.Folder);
        }
        catch (IOException) when (File.Exists(GarnetRelease.Program))
        {
            // The other was first.
        }
        finally
        {
            if (Directory.Exists(fetched))
            {
                Directory.Delete(fetched, recursive: true);
            }
        }

        return GarnetRelease.Program;
    }

    private static async Task InstallAsync(string folder)
    {
        var start = new ProcessStartInfo(
            DotNet.Program, ["tool", "install", GarnetRelease.Package, "--version", GarnetRelease.Version, "--tool-path", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = GarnetRelease.Cache, // No nuget.config or global.json of this repository.
        };
        using var install = Process.Start(start) ?? throw new InvalidOperationException($"'{DotNet.Program}' could not be started.");
        install.StandardInput.Close();
        var written = Task.WhenAll(install.StandardOutput.ReadToEndAsync(), install.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(FetchLimit);
        try
        {
            await install.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            install.Kill(entireProcessTree: true);
        }

        if (!install.HasExited || install.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"The .NET tool {GarnetRelease.Package} {GarnetRelease.Version}, on which this test runs, could not be fetched:\n{string.Concat(await written)}");
        }
    }
}
