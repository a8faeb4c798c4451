using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;

namespace Clustering.Benchmarks.Load;

/// <summary>An app under test in a process of its own, which does not outlive this one.</summary>
/// <remarks>It is this same program with other arguments, uses <see cref="RunAsync"/>, and logs to its standard error, which is ours.</remarks>
internal sealed class AppProcess : IDisposable
{
    private const string Listening = "listening ";

    private readonly Process _process;

    private AppProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Gets the loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>Gets the processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<AppProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_gcServer"] = "1" }, // As web apps have it; this program is not a web project.
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(AppProcess).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var written = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                return new(process, int.Parse(line.AsSpan(Listening.Length), CultureInfo.InvariantCulture));
            }

            written += line + "\n";
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The app '{string.Join(' ', arguments)}' ended with code {process.ExitCode}. It wrote:\n{written}");
    }

    /// <summary>The other side: runs an app until the process that started it lets go of it, or is gone.</summary>
    public static async Task RunAsync(WebApplication app)
    {
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        Console.WriteLine(Listening + new Uri(app.Urls.Single()).Port.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
