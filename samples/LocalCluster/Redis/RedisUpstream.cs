using System.Net.Sockets;
using LocalCluster.Processes;

namespace LocalCluster.Redis;

/// <summary>The server of the Redis protocol that the nodes share: somebody else's, or our own until the cluster ends.</summary>
internal sealed class RedisUpstream : IAsyncDisposable
{
    // In place of an address: Garnet, although there may be a redis-server.
    private const string Garnet = "garnet";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    // Starts a server that ends with us. The watcher holds the other end of a pipe: a line on it means "I end the server
    // myself"; its end without a line means that LocalCluster is gone. setsid, where there is one, keeps the server out of the
    // terminal's Ctrl+C, so that it outlives the nodes.
    private const string Watched =
        """
        exec 3<&0
        (read _ <&3 || kill -9 $$) >/dev/null 2>&1 &
        if command -v setsid >/dev/null; then set -- setsid "$@"; fi
        exec "$@" 3<&- </dev/null
        """;

    private readonly ChildProcess? _process;

    private RedisUpstream(string host, int port, ChildProcess? process)
    {
        Host = host;
        Port = port;
        _process = process;
    }

    public string Host { get; }

    public int Port { get; }

    public static async Task<RedisUpstream> FindOrStartAsync(string? named, LogFolder logs, Journal journal, CancellationToken cancellationToken)
    {
        if (named is not null and not Garnet)
        {
            var (host, port) = Parse(named);
            if (!await AnswersAsync(host, port, cancellationToken))
            {
                throw new CommandException($"Nothing speaks Redis at {host}:{port}, which --redis or CLUSTERING_REDIS names.");
            }

            journal.Say("redis", $"{host}:{port}, which runs already");
            return new(host, port, process: null);
        }

        var ownPort = FreePort.Next();
        string[] command;
        if (named is null && Find("redis-server") is { } program)
        {
            journal.Say("redis", $"{program} on port {ownPort}, keeping nothing");
            command = [program, "--port", $"{ownPort}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        }
        else
        {
            var garnet = await GarnetTool.GetAsync(logs, journal, cancellationToken);
            journal.Say("redis", $"Garnet on port {ownPort}, keeping nothing");
            command = [garnet, "--port", $"{ownPort}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode"];
        }

        var process = OperatingSystem.IsWindows()
            ? new ChildProcess(command[0], command[1..], logs.Of("redis"))
            : new ChildProcess("/bin/sh", ["-c", Watched, "sh", .. command], logs.Of("redis"));
        var started = new RedisUpstream("127.0.0.1", ownPort, process);
        try
        {
            await started.UntilAnswersAsync(process, cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Tell("ended by LocalCluster");
            await _process.KillAsync();
            _process.Dispose();
        }
    }

    private static (string Host, int Port) Parse(string named)
    {
        var colon = named.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(named.AsSpan(colon + 1), out var port)
            ? (named[..colon], port)
            : throw new CommandException($"'{named}' is no address of a Redis; write HOST:PORT, as in localhost:6379.");
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => (string[])[Path.Combine(folder, program), Path.Combine(folder, program + ".exe")])
            .FirstOrDefault(File.Exists);

    private static async Task<bool> AnswersAsync(string host, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);

            // "+PONG", or an error such as "-NOAUTH"; a server that still loads its data says "-LOADING".
            var reply = new byte[64];
            var length = await stream.ReadAsync(reply, cancellationToken);
            return length > 0 && reply[0] is (byte)'+' or (byte)'-' && !reply.AsSpan(0, length).StartsWith("-LOADING"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task UntilAnswersAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await AnswersAsync(Host, Port, limit.Token))
        {
            if (process.Exited.IsCompleted)
            {
                throw new CommandException($"The Redis on port {Port} ended with code {process.ExitCode}. It wrote:\n{process.Tail()}");
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
