using LocalCluster.Processes;

namespace LocalCluster.Redis;

/// <summary>Garnet, a server of the Redis protocol that comes as a .NET tool: for machines that have the SDK and no Redis.</summary>
internal static class GarnetTool
{
    private const string Package = "garnet-server";
    private const string Version = "2.2.8";

    /// <summary>Returns the program, after fetching it the first time.</summary>
    public static async Task<string> GetAsync(LogFolder logs, Journal journal, CancellationToken cancellationToken)
    {
        var cache = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "clustering-samples");
        var folder = Path.Combine(cache, $"{Package}-{Version}");
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? $"{Package}.exe" : Package);
        if (File.Exists(program))
        {
            return program;
        }

        journal.Say("redis", $"fetching the .NET tool {Package} {Version}, once");
        Directory.CreateDirectory(cache);

        // Beside its place and then moved, which is one step: another LocalCluster may be doing the same.
        var fetched = Path.Combine(cache, Path.GetRandomFileName());
        try
        {
            await InstallAsync(fetched, logs, cancellationToken);
            Directory.Move(fetched, folder);
        }
        catch (IOException) when (File.Exists(program))
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

        return program;
    }

    private static async Task InstallAsync(string folder, LogFolder logs, CancellationToken cancellationToken)
    {
        using var install = new ChildProcess(
            DotNet.Program, ["tool", "install", Package, "--version", Version, "--tool-path", folder], logs.Of("garnet-install"));
        install.CloseInput();
        await install.Exited.WaitAsync(cancellationToken);
        if (install.ExitCode != 0)
        {
            throw new CommandException(
                $"The .NET tool {Package} {Version}, which takes the place of a missing redis-server, could not be fetched:\n{install.Tail()}\n" +
                "Install Redis, or name a running one with --redis HOST:PORT.");
        }
    }
}
