using System.ComponentModel;
using System.Diagnostics;

namespace Clustering.Testing.Internal;

/// <summary>Starts <c>redis-server</c> and its kin so that they do not outlive the test process.</summary>
internal static class RedisProgram
{
    public const string Remedy =
        "Install it ('apt-get install redis-server', 'dnf install redis', 'brew install redis', or run 'dotnet run eng/test.cs', which does)";

    // The watcher's standard input is a pipe that only the test process holds. A line on it means "I end the server myself"; its
    // end without a line means that the test process is gone. Not PR_SET_PDEATHSIG: that fires when the *thread* that started
    // the server ends, and ours are of the pool.
    private const string Watched =
        """
        exec 3<&0
        (read _ <&3 || kill -9 $$) >/dev/null 2>&1 &
        exec "$0" "$@" 3<&- </dev/null >>output.log 2>&1
        """;

    public static Process Start(string program, IEnumerable<string> arguments, string folder)
    {
        var path = Find(program)
            ?? throw new InvalidOperationException($"'{program}' is not on the PATH, so this test cannot start a Redis of its own. {Remedy}.");
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(path, arguments)
            : new ProcessStartInfo("/bin/sh", ["-c", Watched, path, .. arguments]);
        start.WorkingDirectory = folder;
        start.Environment["DOTNET_ROOT"] = DotNet.Root; // For Garnet, where .NET is not installed for the whole machine.
        start.Environment["DOTNET_gcServer"] = "0"; // Garnet's own choice takes memory for each core, and many run at once.
        start.RedirectStandardInput = true;
        return Process.Start(start) ?? throw new InvalidOperationException($"'{path}' could not be started.");
    }

    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => (string[])[Path.Combine(folder, program), Path.Combine(folder, program + ".exe")])
            .FirstOrDefault(File.Exists);

    /// <summary>SIGKILL, and the watcher is told not to send another: the number may be somebody else's by then.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.StandardInput.WriteLine();
            process.StandardInput.Close();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The watcher is gone or was told before.
        }

        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended by itself.
        }

        process.WaitForExit();
    }

    public static void Signal(Process process, string signal)
    {
        // The shell's own 'kill': the program of that name is not on every machine.
        using var shell = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
        shell.WaitForExit();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"SIG{signal} could not be sent to process {process.Id}.");
        }
    }
}
