using System.Reflection;
using LocalCluster.Processes;
using LocalCluster.Redis;

namespace LocalCluster.Nodes;

/// <summary>One process of Document Desk, which may be started, killed and stopped again and again on the same port.</summary>
internal sealed class Node(string name, int port, RedisUpstream redis, LogFolder logs, Journal journal) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private static readonly string ProgramPath = typeof(Node).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "NodeProgram").Value!;

    private static readonly HttpClient Probe = new() { Timeout = TimeSpan.FromSeconds(5) };

    private ChildProcess? _process;
    private bool _expectedToEnd;

    public string Name => name;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    public NodeState State { get; private set; } = NodeState.Stopped;

    public int? ProcessId => _process?.Id;

    /// <summary>Starts the process and waits until it says it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (State is NodeState.Starting or NodeState.Ready or NodeState.Draining)
        {
            throw new CommandException($"{name} runs already.");
        }

        State = NodeState.Starting;
        _expectedToEnd = false;
        _process?.Dispose();
        var process = _process = new ChildProcess(DotNet.Program, [ProgramPath, .. Arguments()], logs.Of(name));
        journal.Say(name, $"started on {Address} (process {process.Id})");
        _ = WatchAsync(process);

        await UntilReadyAsync(process, cancellationToken);
        State = NodeState.Ready;
        journal.Good(name, "ready");
    }

    /// <summary>Asks whether it is ready, by the address that a load balancer asks.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var reply = await Probe.GetAsync(new Uri(Address, "/cluster/ready"), cancellationToken);
            return reply.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Ends the process as a power failure would.</summary>
    public async Task KillAsync()
    {
        var process = Running();
        _expectedToEnd = true;
        await process.KillAsync();
        State = NodeState.Dead;
        journal.Bad(name, "killed");
    }

    /// <summary>Says that it gets no new requests; <see cref="StopAsync"/> comes next.</summary>
    public void BeginDrain()
    {
        _ = Running();
        State = NodeState.Draining;
    }

    /// <summary>Asks the process to finish what it does and end.</summary>
    public async Task StopAsync()
    {
        var process = Running();
        _expectedToEnd = true;
        process.CloseInput();
        try
        {
            await process.Exited.WaitAsync(StopLimit);
            journal.Say(name, "stopped");
        }
        catch (TimeoutException)
        {
            await process.KillAsync();
            journal.Bad(name, $"did not stop within {StopLimit.TotalSeconds} s and was killed");
        }

        State = NodeState.Stopped;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { Exited.IsCompleted: false })
        {
            await StopAsync();
        }

        _process?.Dispose();
    }

    private ChildProcess Running() => _process is { Exited.IsCompleted: false } process ? process : throw new CommandException($"{name} does not run.");

    private string[] Arguments() =>
    [
        "--contentRoot", Path.GetDirectoryName(ProgramPath)!,
        "--urls", Address.ToString(),
        "--redis.enabled=true",
        $"--spring.redis.host={redis.Host}",
        $"--spring.redis.port={redis.Port}",
        "--Clustering:Name=local-cluster",
        $"--Clustering:Nodes:Name={name}",
        $"--Clustering:Nodes:Address={Address}",

        // It ends when the pipe to its input does: when we close it, and when we are gone.
        "--StopAtEndOfInput=true",
    ];

    private async Task UntilReadyAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        try
        {
            while (!await IsReadyAsync(limit.Token))
            {
                if (process.Exited.IsCompleted)
                {
                    throw new CommandException($"{name} ended with code {process.ExitCode} before it was ready. It wrote:\n{process.Tail()}");
                }

                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"{name} was not ready within {StartLimit.TotalSeconds} s. It wrote:\n{process.Tail()}");
        }
    }

    private async Task WatchAsync(ChildProcess process)
    {
        await process.Exited;
        if (!_expectedToEnd && process == _process)
        {
            State = NodeState.Dead;
            journal.Bad(name, $"died with code {process.ExitCode}");
        }
    }
}
