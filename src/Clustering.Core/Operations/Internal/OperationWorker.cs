using System.Collections.Concurrent;
using Clustering.Caches.Internal;
using Clustering.Leases.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clustering.Operations.Internal;

/// <summary>Runs one handler on this node: takes turns with its queue, one at a time, and lets what they bring run beside.</summary>
/// <remarks>Its turns are in <c>OperationWorker.Turns.cs</c>, the running in <c>OperationWorker.Running.cs</c>, its end in <c>OperationWorker.Stopping.cs</c>.</remarks>
internal sealed partial class OperationWorker : IDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly OperationOptions _options;
    private readonly LeaseTerms _terms;
    private readonly bool _hasLeases;
    private readonly TimeProvider _time;
    private readonly OperationMetrics _metrics;
    private readonly ILogger _logger;
    private readonly OperationPace _pace;
    private readonly OperationSignal _signal = new();
    private readonly ITimer _timer;
    private readonly string _caller;
    private readonly CacheTokenWaiter _tokens;
    private readonly ConcurrentDictionary<string, RunningOperation> _running = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;
    private volatile bool _isClosed;

    public OperationWorker(
        OperationDefinition definition,
        IOperationStore store,
        IOperationSerializer serializer,
        IServiceScopeFactory scopes,
        OperationOptions options,
        bool hasLeases,
        string caller,
        CacheTokenWaiter tokens,
        TimeProvider time,
        OperationMetrics metrics,
        ILogger logger)
    {
        Definition = definition;
        Store = store;
        Serializer = serializer;
        _scopes = scopes;
        _options = options;
        _terms = new(options.Lease, options.RenewEvery);
        _hasLeases = hasLeases;
        _caller = caller;
        _tokens = tokens;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _pace = new(definition.Concurrency, time);
        _timer = time.CreateTimer(static worker => ((OperationWorker)worker!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _hold = time.CreateTimer(static worker => ((OperationWorker)worker!)._signal.Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public OperationDefinition Definition { get; }

    public IOperationStore Store { get; }

    public IOperationSerializer Serializer { get; }

    /// <summary>Gets what this node has of the queue: running, or about to.</summary>
    public IEnumerable<RunningOperation> Running => _running.Values;

    /// <summary>Says whether this very run has not ended.</summary>
    public bool Has(RunningOperation running) => _running.TryGetValue(running.Id, out var found) && found == running;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Takes a turn as soon as there is a free place.</summary>
    public void Look()
    {
        _looks = true;
        _signal.Set();
    }

    /// <summary>What others say of the queue.</summary>
    public void Hear(string what, string id)
    {
        if (what == "ready")
        {
            Look();
        }
        else if (what == "cancel" && _running.TryGetValue(id, out var running))
        {
            running.End(OperationEnding.Cancelled);
        }
    }

    /// <summary>Tells a handler that its operation is no longer this node's.</summary>
    public void Lose(RunningOperation running)
    {
        if (running.End(OperationEnding.Lost))
        {
            _metrics.Lost(Definition.Name);
            _logger.Lost(running.Id, Definition.Name, running.Fence);
        }
    }

    /// <summary>Ends as a process does that dies: nobody is told.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _timer.Dispose();
        _hold.Dispose();
        _signal.Set();
    }
}
