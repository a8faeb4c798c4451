using Clustering.Internal;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Operations.Internal;

/// <summary>The handlers of this node: says which it has, runs them, and looks again after every gap of the connection.</summary>
internal sealed class OperationWorkers : IClusterService, IRedisGenerationObserver, IDisposable
{
    private readonly IReadOnlyList<OperationDefinition> _definitions;
    private readonly IReadOnlyList<OperationWorker> _workers;
    private readonly IOperationStore _store;
    private readonly OperationSignals _signals;
    private readonly OperationLeases? _leases;
    private readonly RedisConnection? _redis;
    private readonly ILogger _logger;

    public OperationWorkers(
        IEnumerable<OperationDefinition> definitions,
        IOperationStore store,
        IOperationSerializer serializer,
        OperationSignals signals,
        IServiceProvider services,
        IServiceScopeFactory scopes,
        ClusterBackend backend,
        NodeIdentity identity,
        IOptions<OperationOptions> options,
        TimeProvider time,
        OperationMetrics metrics,
        ILogger<OperationWorkers> logger)
    {
        _definitions = [.. definitions];
        _store = store;
        _signals = signals;
        _logger = logger;
        if (backend.IsRedis)
        {
            _leases = services.GetRequiredService<OperationLeases>();
            _redis = services.GetRequiredService<RedisConnection>();
        }

        _workers =
        [
            .. _definitions.Where(definition => definition.Enabled && options.Value.Enabled).Select(definition => new OperationWorker(
                definition, store, serializer, scopes, options.Value, backend.IsRedis, identity.Id, time, metrics, logger)),
        ];
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in _workers)
        {
            _signals.Listen(worker.Definition.Name, worker.Hear);
            worker.Start();
        }

        if (_redis is null)
        {
            await RouteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_definitions.Count == 0)
        {
            return;
        }

        _leases!.Start(_workers);
        _redis.Observe(this);
        try
        {
            if (_redis.Outage is null)
            {
                await RouteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ClusterUnavailableException)
        {
            // Once more with the next generation.
        }
    }

    public async Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        _leases!.RenewNow();
        foreach (var worker in _workers)
        {
            worker.Look();
        }

        _signals.WakeWaiting();
        await RouteAsync(cancellationToken).ConfigureAwait(false);
        foreach (var definition in _definitions)
        {
            if (!(await _store.CountAsync(definition.Name, cancellationToken).ConfigureAwait(false)).IsBalanced)
            {
                _logger.Unbalanced(definition.Name);
                if (await _store.RepairAsync(definition.Name, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    _logger.Repaired(count, definition.Name);
                    _signals.Hear("ready", definition.Name, "");
                }
            }
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_workers.Select(worker => worker.StopAsync(cancellationToken))).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _leases?.Dispose();
        foreach (var worker in _workers)
        {
            _signals.Forget(worker.Definition.Name);
            worker.Dispose();
        }
    }

    private async Task RouteAsync(CancellationToken cancellationToken)
    {
        foreach (var definition in _definitions)
        {
            await _store.RouteAsync(definition.Type, definition.Name, definition.Route, cancellationToken).ConfigureAwait(false);
        }
    }
}
