using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Clustering.Testing.Internal;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>One process of a <see cref="SentinelCluster"/>: a <c>redis-server</c> or a <c>redis-sentinel</c>.</summary>
/// <remarks>
/// Other than a <see cref="RedisServer"/> it has a configuration file, as under Sentinel it must: what the sentinels decide is written
/// there, and holds after a restart.
/// </remarks>
public sealed class RedisProcess : IAsyncDisposable
{
    private const string ConfigurationFile = "redis.conf";
    private const int Attempts = 5;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string _program;
    private Process? _process;

    internal RedisProcess(string program, RedisAccess access, IEnumerable<string> configuration)
    {
        _program = program;
        Access = access;
        Folder = Directory.CreateTempSubdirectory($"clustering-{program}-").FullName;
        File.WriteAllLines(Path.Combine(Folder, ConfigurationFile), configuration);
    }

    /// <summary>Gets the name or address that clients connect to.</summary>
    public string Host => Access.Host;

    /// <summary>Gets the port for clients. A restart keeps it.</summary>
    public int Port => Access.Port;

    /// <summary>Gets its address, as StackExchange.Redis writes one.</summary>
    public string EndPoint => $"{Host}:{Port}";

    /// <summary>Gets its working folder, which goes when it does.</summary>
    public string Folder { get; }

    /// <summary>Gets its process id.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"The {this} is not running.");

    /// <summary>Gets a value indicating whether it runs; a paused one does.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Gets a value indicating whether it is frozen by <see cref="Pause"/>.</summary>
    public bool IsPaused { get; private set; }

    internal RedisAccess Access { get; }

    internal bool CanAnswer => IsRunning && !IsPaused;

    /// <summary>Ends it as a crash does (SIGKILL), also if it is paused.</summary>
    public void Kill()
    {
        if (_process is not null)
        {
            RedisProgram.Kill(_process);
            _process.Dispose();
            _process = null;
            IsPaused = false;
        }
    }

    /// <summary>Starts it again on the same port with the configuration that it has by now, killing it first if it runs.</summary>
    /// <returns>A task that ends when it answers.</returns>
    public async Task RestartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            Kill();
            try
            {
                await LaunchAsync();
                return;
            }
            catch (InvalidOperationException exception) when (attempt < Attempts && IsPortTaken(exception))
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Freezes it (SIGSTOP): connections stay open and nothing is answered.</summary>
    public void Pause()
    {
        RedisProgram.Signal(Process.GetProcessById(ProcessId), "STOP");
        IsPaused = true;
    }

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Continue()
    {
        RedisProgram.Signal(Process.GetProcessById(ProcessId), "CONT");
        IsPaused = false;
    }

    /// <summary>Makes what StackExchange.Redis needs to connect to it as a server: user, password, TLS, the right to administer.</summary>
    /// <returns>New options, to be changed at will. For a sentinel set <c>CommandMap</c> too.</returns>
    public ConfigurationOptions Options() => Access.Options();

    /// <summary>Reads what it wrote to its output so far, over restarts.</summary>
    /// <returns>The text.</returns>
    public string Output()
    {
        var path = Path.Combine(Folder, "output.log");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    /// <summary>Ends the process and removes the folder.</summary>
    /// <returns>A task that has ended.</returns>
    public ValueTask DisposeAsync()
    {
        Kill();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_program} of {EndPoint}";

    /// <summary>Writes something, and says whether so many replicas have it within a while.</summary>
    /// <remarks>
    /// They may be connected and get nothing yet: after its first copy a replica is sent what comes once it has acknowledged, which it does
    /// once a second. Whoever fails over before that loses everything.
    /// </remarks>
    internal async Task<bool> IsAcknowledgedByAsync(int replicas)
    {
        if (replicas > 0 && await Access.AskAsync("SET", "clustering-rig", "1", "PX", "10000") is not "OK")
        {
            return false;
        }

        var written = await OffsetsAsync();
        return await Eventually.HoldsAsync(
            async () => (await OffsetsAsync()).Replicas.Count(offset => offset >= written.Own) >= replicas, TimeSpan.FromSeconds(3));
    }

    private async Task<(long Own, IReadOnlyList<long> Replicas)> OffsetsAsync()
    {
        var lines = (await Access.AskAsync("INFO", "replication") as string ?? "").Split("\r\n");
        return (
            lines.Where(line => line.StartsWith("master_repl_offset:", StringComparison.Ordinal)).Select(line => Number(line.Split(':')[1])).FirstOrDefault(),
            [.. lines.Where(line => line.StartsWith("slave", StringComparison.Ordinal) && line.Contains("state=online", StringComparison.Ordinal))
                .Select(line => Number(line.Split("offset=")[1].Split(',')[0]))]);

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    // Another process of the tests may have taken the port since it was found free, or holds a copy of a socket while it starts.
    internal static bool IsPortTaken(InvalidOperationException exception) =>
        exception.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase);

    internal async Task LaunchAsync()
    {
        var written = Output().Length;
        _process = RedisProgram.Start(_program, [ConfigurationFile], Folder);

        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                var fate = _process.HasExited ? $"ended with code {_process.ExitCode}" : $"did not answer in {StartLimit.TotalSeconds} s";
                throw new InvalidOperationException($"The {this} {fate}. It wrote:\n{Output()[written..]}");
            }

            await Task.Delay(10);
        }
    }

    // The process id tells it from a stranger that had the port first.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await Access.AskAsync("INFO", "server") is string info
                && info.Split("\r\n").Contains($"process_id:{ProcessId}");
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or TimeoutException)
        {
            return false;
        }
    }
}
