using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>LocalCluster as a process, on ports that are free.</summary>
internal sealed partial class LocalClusterRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly string Program = typeof(LocalClusterRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "LocalCluster").Value!;

    // Its temporary files and those of its nodes, so that nothing stays when it is killed.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("samples-");
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    public LocalClusterRun(params string[] arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Program, "--port", "0", .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["TMPDIR"] = _folder.FullName, ["TEMP"] = _folder.FullName, ["TMP"] = _folder.FullName },
            },
        };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Gets the processes of the nodes started so far.</summary>
    public IReadOnlyList<int> Nodes => [.. ProcessIds().Matches(Output).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    public void Type(string command) => _process.StandardInput.WriteLine(command);

    /// <summary>Ends it as <c>kill -9</c> does, and nothing else.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        await Eventually.SucceedsAsync(() =>
        {
            // Whatever it started writes there until it is gone too.
            _folder.Delete(recursive: true);
            return Task.CompletedTask;
        });
    }

    [GeneratedRegex(@"\(process (\d+)\)")]
    private static partial Regex ProcessIds();

    private void Add(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
