using Clustering.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Operations.Internal;

/// <summary>Registers what operations need.</summary>
internal static class OperationServiceCollectionExtensions
{
    public static IClusterBuilder AddOperations(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new OperationKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.TryAddSingleton<OperationChannel>();
        services.TryAddSingleton<OperationIds>();
        services.TryAddSingleton<OperationSignals>();
        services.TryAddSingleton<OperationMetrics>();
        services.TryAddSingleton<OperationLeaseWire>();
        services.TryAddSingleton<OperationLeases>();
        services.TryAddSingleton<IOperationSerializer, JsonOperationSerializer>();

        services.TryAddSingleton<RedisOperationStore>();
        services.TryAddSingleton<InProcessOperationStore>();
        services.TryAddSingleton(ClusterBackend.Choose<IOperationStore, RedisOperationStore, InProcessOperationStore>);
        services.TryAddSingleton<IOperations, OperationService>();
        services.TryAddSingleton<IOperationQueues, OperationAdministration>();

        // With and without Redis: handlers run in either case.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IClusterService, OperationWorkers>());
        return builder;
    }
}
