using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Operations.Internal;

/// <summary>A handler as this node knows it.</summary>
internal abstract class OperationDefinition(string name, string type, int version)
{
    public string Name { get; } = name;

    public string Type { get; } = type;

    public int Version { get; } = version;

    public abstract OperationRoute Route { get; }

    public abstract OrderPolicy OrderPolicy { get; }

    public abstract int MaxAttempts { get; }

    public abstract int MaxLostLeases { get; }

    public abstract int Concurrency { get; }

    public abstract int? ClusterConcurrency { get; }

    public abstract TimeSpan? Timeout { get; }

    public abstract bool Enabled { get; }

    /// <summary>Runs the handler, in a scope of its own.</summary>
    /// <exception cref="OperationRejectedException">The payload cannot be read.</exception>
    public abstract Task RunAsync(IServiceScopeFactory scopes, IOperationSerializer serializer, RunningOperation running, CancellationToken cancellationToken);

    /// <summary>The pause after so many failed attempts.</summary>
    public abstract TimeSpan BackOff(int failures);
}

/// <inheritdoc/>
internal sealed class OperationDefinition<T, THandler>(string name, OperationHandlerOptions<T> options)
    : OperationDefinition<T>(name, options)
    where THandler : class, IOperationHandler<T>
{
    protected override IOperationHandler<T> Resolve(IServiceProvider services) => services.GetRequiredService<THandler>();
}

/// <inheritdoc/>
internal abstract class OperationDefinition<T>(string name, OperationHandlerOptions<T> options)
    : OperationDefinition(name, OperationType<T>.Name, OperationType<T>.Version)
{
    public override OperationRoute Route { get; } = new(
        name, $"{(options.OrderKey is null ? "" : "k")}{(options.LatestOnly ? "c" : "")}{(options.When is null ? "" : "w")}");

    public override OrderPolicy OrderPolicy => options.OrderPolicy;

    public override int MaxAttempts => options.MaxAttempts;

    public override int MaxLostLeases => options.MaxLostLeases;

    public override int Concurrency => options.Concurrency;

    public override int? ClusterConcurrency => options.ClusterConcurrency;

    public override TimeSpan? Timeout => options.Timeout;

    public override bool Enabled => options.Enabled;

    public bool IsLatestOnly => options.LatestOnly;

    public bool Wants(T operation) => options.When is not { } when || when(operation);

    public string OrderKey(T operation) => options.OrderKey?.Invoke(operation) ?? "";

    public override async Task RunAsync(
        IServiceScopeFactory scopes, IOperationSerializer serializer, RunningOperation running, CancellationToken cancellationToken)
    {
        T operation;
        try
        {
            operation = serializer.Deserialize<T>(running.Envelope.Payload);
        }
        catch (Exception exception)
        {
            throw new OperationRejectedException($"The payload cannot be read: {exception.Message}", exception);
        }

        // Where it was enqueued, the filter may not have been known, or another.
        if (!Wants(operation))
        {
            return;
        }

        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await Resolve(scope.ServiceProvider).HandleAsync(operation, new OperationContext(running), cancellationToken).ConfigureAwait(false);
        }
    }

    public override TimeSpan BackOff(int failures)
    {
        var pause = options.BackOff * Math.Pow(2, Math.Min(failures - 1, 40)) * (0.8 + (0.4 * Random.Shared.NextDouble()));
        return pause < options.MaxBackOff ? pause : options.MaxBackOff;
    }

    protected abstract IOperationHandler<T> Resolve(IServiceProvider services);
}
