using Clustering.Engineering;
using LocalCluster.Processes;

namespace LocalCluster.Redis;

/// <summary>Garnet, a server of the Redis protocol that comes as a .NET tool: for machines that have the SDK and no Redis.</summary>
internal static class GarnetTool
{
    /// <summary>Returns the program, after fetching it the first time.</summary>
    public static async Task<string> GetAsync(LogFolder logs, Journal journal, CancellationToken cancellationToken)
    {
        if (File.Exists(GarnetRelease.Program))
        {
            return GarnetRelease.Program;
        }

        journal.Say("redis", $"fetching the .NET tool {GarnetRelease.Package} {GarnetRelease.Version}, once");
        Directory.CreateDirectory(GarnetRelease.Cache);

        // Beside its place and then moved, which is one step: another LocalCluster may be doing the same.
        var fetched = Path.Combine(GarnetRelease.Cache, Path.GetRandomFileName());
        try
        {
            await InstallAsync(fetched, logs, cancellationToken);
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

    private static async Task InstallAsync(string folder, LogFolder logs, CancellationToken cancellationToken)
    {
        using var install = new ChildProcess(
            DotNet.Program,
            ["tool", "install", GarnetRelease.Package, "--version", GarnetRelease.Version, "--tool-path", folder],
            logs.Of("garnet-install"));
        install.CloseInput();
        await install.Exited.WaitAsync(cancellationToken);
        if (install.ExitCode != 0)
        {
            throw new CommandException(
                $"The .NET tool {GarnetRelease.Package} {GarnetRelease.Version}, which takes the place of a missing redis-server, could not be fetched:\n{install.Tail()}\n" +
                "Install Redis, or name a running one with --redis HOST:PORT.");
        }
    }
}
