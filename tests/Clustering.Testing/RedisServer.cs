using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Clustering.Testing.Internal;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>A server of the test's own on a free loopback port, which the test may kill, stop and count.</summary>
/// <remarks>It keeps nothing on disk unless told so, and does not outlive the test process, even if that is killed.</remarks>
public sealed partial class RedisServer : IAsyncDisposable
{
    private const int Attempts = 5;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string[] _extraArguments;
    private ServerLaunch? _launch;
    private Process? _process;
    private bool _paused;

    private RedisServer(ServerKind kind, int port, string[] extraArguments)
    {
        Kind = kind;
        Port = port;
        _extraArguments = extraArguments;
        Folder = Directory.CreateTempSubdirectory("clustering-redis-").FullName;
    }

    /// <summary>Gets what kind of server it is.</summary>
    public ServerKind Kind { get; }

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

    /// <summary>Gets what an app needs to get in. The test itself has more rights: <see cref="Options"/>.</summary>
    public ServerAccess AppAccess => Launch.App;

    private ServerAccess Access => Launch.Test;

    private ServerLaunch Launch => _launch ?? throw new InvalidOperationException($"The Redis of {EndPoint} has not been started.");

    /// <summary>Starts a server of the kind that all tests run on now, and waits until it answers.</summary>
    /// <inheritdoc cref="StartAsync(ServerKind, string[])"/>
    public static Task<RedisServer> StartAsync(params string[] extraArguments) => StartAsync(ServerKind.Current, extraArguments);

    /// <summary>Starts a server of one kind, and waits until it answers.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="extraArguments">
    /// More of the command line of <c>redis-server</c>, as <c>"--appendonly", "yes"</c>. With <c>--tls-cert-file</c> it speaks TLS only.
    /// </param>
    /// <returns>The server. Dispose it.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no such program here, or it ended at once; the message has what it wrote.
    /// </exception>
    public static async Task<RedisServer> StartAsync(ServerKind kind, params string[] extraArguments)
    {
        ArgumentNullException.ThrowIfNull(kind);
        for (var attempt = 1; ; attempt++)
        {
            var server = new RedisServer(kind, FreePort.Next(), extraArguments);
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (InvalidOperationException exception) when (attempt < Attempts && IsPortTaken(exception))
            {
                server.Remove();
            }
            catch
            {
                server.Remove();
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
            _paused = false;
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
    public void Pause()
    {
        RedisProgram.Signal(Process.GetProcessById(ProcessId), "STOP");
        _paused = true;
    }

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Continue()
    {
        RedisProgram.Signal(Process.GetProcessById(ProcessId), "CONT");
        _paused = false;
    }

    /// <summary>Makes the settings with which an app finds this server, and gets in.</summary>
    /// <param name="clusterName">The app's cluster.</param>
    /// <returns>Keys and values for <c>AddInMemoryCollection</c>.</returns>
    public Dictionary<string, string?> Settings(string clusterName) => AppAccess.Settings("127.0.0.1", Port, clusterName);

    /// <summary>Makes what StackExchange.Redis needs to connect: with the right to administer, and generous timeouts.</summary>
    /// <returns>New options, to be changed at will.</returns>
    public ConfigurationOptions Options() => Access.Options(EndPoint);

    /// <summary>Gives the app's user more rights than it needs, where the kind of server has users.</summary>
    /// <param name="rules">The rules of <c>ACL SETUSER</c>, as <c>"+config|get"</c>.</param>
    /// <returns>A task that ends when it has them.</returns>
    public async Task AllowAsync(params string[] rules)
    {
        if (Kind.Allow(rules) is { } arguments && await RedisProbe.AskAsync(Port, Access, ["ACL", .. arguments]) is not "OK" and var reply)
        {
            throw new InvalidOperationException($"The Redis of {EndPoint} refused {string.Join(' ', rules)}: {reply}");
        }
    }

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

    /// <summary>Ends the process and removes the folder. Before, it looks for keys that nothing will ever remove: see <see cref="KeySweep"/>.</summary>
    /// <returns>A task that has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (IsRunning && !_paused && !Launch.IsClosed)
            {
                await SweepAsync();
            }
        }
        finally
        {
            Remove();
        }
    }

    // Another process of the tests may have taken the port since it was found free, or holds a copy of a socket while it starts.
    private static bool IsPortTaken(InvalidOperationException exception) =>
        exception.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase);

    private async Task SweepAsync()
    {
        var options = Options();
        options.CertificateValidation += RedisProbe.AcceptAny; // It may have one of the test's own.
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await KeySweep.NoteAsync(EndPoint, connection);
    }

    private void Remove()
    {
        Kill();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task LaunchAsync()
    {
        var written = Output().Length;
        _launch ??= await Kind.PrepareAsync(Port, Folder, _extraArguments);
        _process = RedisProgram.Start(_launch.Program, _launch.Arguments, Folder);
        ForgetStats();

        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                var what = _process.HasExited ? $"ended with code {_process.ExitCode}" : $"did not answer within {StartLimit.TotalSeconds} s";
                throw new InvalidOperationException($"{Path.GetFileName(_launch.Program)} on port {Port} {what}. It wrote:\n{Output()[written..]}");
            }

            await Task.Delay(10);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            if (Launch.IsClosed)
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port);
                return !_process!.HasExited;
            }

            var reply = await RedisProbe.AskAsync(Port, Access, "PING");
            return !_process!.HasExited && !reply.StartsWith("-LOADING", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException)
        {
            return false;
        }
    }
}
