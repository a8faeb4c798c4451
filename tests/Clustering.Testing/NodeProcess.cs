using System.Diagnostics;
using System.Reflection;
using Clustering.Testing.Internal;
using Xunit;

namespace Clustering.Testing;

/// <summary>A node in a process of its own (<c>tests/Clustering.NodeProcess</c>), to be stopped and killed. It does not outlive whoever started it.</summary>
public sealed class NodeProcess : IDisposable
{
    private static readonly string Program = typeof(NodeProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "NodeProgram").Value!;

    private readonly Process _process;

    // One that is frozen does not notice that whoever started it is gone. The end of this one's input does.
    private readonly Process _watcher;

    /// <summary>Initializes a new instance of the <see cref="NodeProcess"/> class: starts it.</summary>
    /// <param name="role">What it does: see its <c>Program.cs</c>.</param>
    /// <param name="settings">Its settings.</param>
    public NodeProcess(string role, IReadOnlyDictionary<string, string?> settings)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [Program, role, .. settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _watcher = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"read _ || kill -9 {_process.Id}"]) { RedirectStandardInput = true })!;
    }

    /// <summary>Gets a value indicating whether it is frozen by <see cref="Stop"/>.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Says something to it: an empty line. It may be frozen: then it hears it when it goes on.</summary>
    public void Ask() => _process.StandardInput.WriteLine();

    /// <summary>Reads what it says next.</summary>
    /// <returns>The line.</returns>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Limit)
        ?? throw new InvalidOperationException("The node's process has ended.");

    /// <summary>Freezes it (SIGSTOP), with all its clocks going on.</summary>
    public void Stop()
    {
        RedisProgram.Signal(_process, "STOP");
        IsStopped = true;
    }

    /// <summary>Lets it go on after <see cref="Stop"/>.</summary>
    public void Continue()
    {
        RedisProgram.Signal(_process, "CONT");
        IsStopped = false;
    }

    /// <summary>Asks it to stop, as whoever deploys does (SIGTERM).</summary>
    public void Terminate() => RedisProgram.Signal(_process, "TERM");

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>A task that ends when it has.</returns>
    public Task UntilEndedAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Limit);

    /// <summary>Ends it as a crash does (SIGKILL), also while it is frozen.</summary>
    public void Kill() => RedisProgram.Kill(_process);

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _watcher.StandardInput.WriteLine();
        _watcher.StandardInput.Close();
        _watcher.Dispose();
    }
}
