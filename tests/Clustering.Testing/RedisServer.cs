using System.Diagnostics;
using System.Net.Sockets;
using Clustering.Testing.Internal;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>A <c>redis-server</c> of the test's own on a free loopback port, which the test may kill, stop and count.</summary>
/// <remarks>It keeps nothing on disk unless told so, and does not outlive the test process, even if that is killed.</remarks>
public sealed partial class RedisServer : IAsyncDisposable
{
    private const int Attempts = 5;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string[] _extraArguments;
    private Process? _process;

    private RedisServer(int port, string[] extraArguments)
    {
        Port = port;
        _extraArguments = extraArguments;
        Folder = Directory.CreateTempSubdirectory("clustering-redis-").FullName;
    }

    /// <summary>Gets the port it listens on. A restart keeps it.</summary>
    public int Port { get; }

    /// <summary>Gets its address, as StackExchange.Redis writes one.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>Gets its working folder, which goes when it does.</summary>
    public string Folder { get; }

    /// <summary>Gets its process id.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"The Redis of {EndPoint} is not running.");

    /// <summary>Gets whether it runs; a paused one does.</summary>
    public bool IsRunning => _process is { HasExited: false };

    private string? Password => Argument("--requirepass");

    // A server with a certificate speaks TLS alone, on the one port.
    private bool IsTls => Argument("--tls-cert-file") is not null;

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="extraArguments">
    /// More of the command line, as <c>"--appendonly", "yes"</c>. With <c>--tls-cert-file</c> it speaks TLS only.
    /// </param>
    /// <returns>The server. Dispose it.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>redis-server</c> is not on the PATH, or it ended at once; the message has what it wrote.
    /// </exception>
    public static async Task<RedisServer> StartAsync(params string[] extraArguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new RedisServer(FreePort.Next(), extraArguments);
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (InvalidOperationException exception) when (attempt < Attempts && IsPortTaken(exception))
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Ends the server as a crash does (SIGKILL). What it had not written to disk is lost.</summary>
    public void Kill()
    {
        if (_process is not null)
        {
            RedisProgram.Kill(_process);
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it again on the same port and folder, killing it first if it still runs; waits until it answers.</summary>
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
    public void Pause() => RedisProgram.Signal(Process.GetProcessById(ProcessId), "STOP");

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Continue() => RedisProgram.Signal(Process.GetProcessById(ProcessId), "CONT");

    /// <summary>Makes what StackExchange.Redis needs to connect: with the right to administer, and generous timeouts.</summary>
    /// <returns>New options, to be changed at will.</returns>
    public ConfigurationOptions Options() => new()
    {
        EndPoints = { EndPoint },
        Password = Password,
        Ssl = IsTls,
        AllowAdmin = true,
        AsyncTimeout = 20_000,
        SyncTimeout = 20_000,
        ClientName = "test",
    };

    /// <summary>Connects the test itself.</summary>
    /// <returns>A connection of the test's own. Dispose it.</returns>
    public async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(Options());

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

    // Another process of the tests may have taken the port since it was found free, or holds a copy of a socket while it starts.
    private static bool IsPortTaken(InvalidOperationException exception) =>
        exception.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase);

    private async Task LaunchAsync()
    {
        var written = Output().Length;
        string[] ports = IsTls ? ["--port", "0", "--tls-port", $"{Port}"] : ["--port", $"{Port}"];
        _process = RedisProgram.Start(
            "redis-server", [.. ports, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. _extraArguments], Folder);

        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                var what = _process.HasExited ? $"ended with code {_process.ExitCode}" : $"did not answer within {StartLimit.TotalSeconds} s";
                throw new InvalidOperationException($"redis-server on port {Port} {what}. It wrote:\n{Output()[written..]}");
            }

            await Task.Delay(10);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            if (!IsTls)
            {
                var reply = await RedisProbe.AskAsync(Port, Password, "PING");
                return !_process!.HasExited && !reply.StartsWith("-LOADING", StringComparison.Ordinal);
            }

            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return !_process!.HasExited;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private string? Argument(string name)
    {
        var at = Array.IndexOf(_extraArguments, name);
        return at >= 0 && at + 1 < _extraArguments.Length ? _extraArguments[at + 1] : null;
    }
}
