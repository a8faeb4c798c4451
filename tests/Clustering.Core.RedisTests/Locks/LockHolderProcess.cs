using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Clustering.Testing;
using Clustering.Testing.Internal;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>A process that holds the lock <c>a</c> (<c>tests/Clustering.LockHolder</c>).</summary>
internal sealed class LockHolderProcess : IDisposable
{
    private static readonly string Program = typeof(LockHolderProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "LockHolder").Value!;

    private readonly Process _process;

    public LockHolderProcess(IReadOnlyDictionary<string, string?> settings) => _process = Process.Start(
        new ProcessStartInfo("dotnet", [Program, .. settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>Waits until it holds the lock.</summary>
    /// <returns>Its fence.</returns>
    public async Task<long> UntilHeldAsync() => long.Parse((await ReadAsync()).Split("fence ")[1], CultureInfo.InvariantCulture);

    /// <summary>Asks it whether it may rely on the lock, and whether the guard lets it in. It may be stopped: then it answers when it goes on.</summary>
    public void Ask() => _process.StandardInput.WriteLine();

    /// <summary>Reads what it says next.</summary>
    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Limit)
        ?? throw new InvalidOperationException("The process that holds the lock has ended.");

    /// <summary>Freezes it (SIGSTOP), with all its clocks going on.</summary>
    public void Stop() => RedisProgram.Signal(_process, "STOP");

    public void Continue() => RedisProgram.Signal(_process, "CONT");

    /// <summary>Ends it as a crash does, also while it is stopped.</summary>
    public void Kill() => RedisProgram.Kill(_process);

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
