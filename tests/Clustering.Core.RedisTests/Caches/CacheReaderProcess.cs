using System.Diagnostics;
using System.Reflection;
using Clustering.Testing;
using Clustering.Testing.Internal;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>A process that reads the cache <c>books</c> (<c>tests/Clustering.CacheReader</c>), of which a file is the source.</summary>
internal sealed class CacheReaderProcess : IDisposable
{
    private static readonly string Program = typeof(CacheReaderProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "CacheReader").Value!;

    private readonly string _file = Path.GetTempFileName();
    private readonly Process _process;

    public CacheReaderProcess(IReadOnlyDictionary<string, string?> settings, string text)
    {
        Change(text);
        _process = Process.Start(new ProcessStartInfo("dotnet", [Program, $"--File={_file}", .. settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Changes what a load gives from now on.</summary>
    public void Change(string text) => File.WriteAllText(_file, text);

    /// <summary>Asks it to read. It may be stopped: then it reads when it goes on.</summary>
    public void Ask() => _process.StandardInput.WriteLine();

    /// <summary>Reads what it says next: at first what it has loaded, then what it has read.</summary>
    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Limit)
        ?? throw new InvalidOperationException("The process that reads has ended.");

    /// <summary>Freezes it (SIGSTOP), with all its clocks going on.</summary>
    public void Stop() => RedisProgram.Signal(_process, "STOP");

    public void Continue() => RedisProgram.Signal(_process, "CONT");

    public void Dispose()
    {
        RedisProgram.Kill(_process);
        _process.Dispose();
        File.Delete(_file);
    }
}
