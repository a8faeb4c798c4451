using System.ComponentModel;
using System.Diagnostics;

namespace LocalCluster.Processes;

/// <summary>A process that works in a folder of its own and writes its output there.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int TailLines = 8;

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly string _logPath;

    public ChildProcess(string program, IEnumerable<string> arguments, string folder)
    {
        _logPath = Path.Combine(folder, "output.log");
        _log = new StreamWriter(_logPath, append: true) { AutoFlush = true };
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["DOTNET_ROOT"] = DotNet.Root, ["DOTNET_NOLOGO"] = "1" },
            },
        };
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Exited = _process.WaitForExitAsync();
    }

    public int Id => _process.Id;

    /// <summary>Gets a task that ends with the process.</summary>
    public Task Exited { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>Closes its standard input, which asks it to end.</summary>
    public void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone.
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is gone.
        }
    }

    /// <summary>Ends it without asking (SIGKILL).</summary>
    public async Task KillAsync()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended by itself.
        }

        await Exited;
    }

    /// <summary>Reads the end of what it wrote.</summary>
    public string Tail()
    {
        using var log = new StreamReader(new FileStream(_logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return string.Join('\n', log.ReadToEnd().TrimEnd().Split('\n').TakeLast(TailLines));
    }

    public void Dispose()
    {
        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private void Write(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }
    }
}
