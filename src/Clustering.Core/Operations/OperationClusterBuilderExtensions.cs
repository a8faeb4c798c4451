using Clustering;
using Clustering.Operations;
using Clustering.Operations.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds handlers of operations to a cluster.</summary>
public static class OperationClusterBuilderExtensions
{
    /// <summary>Adds a handler. A type of operations may have several, and each gets every operation.</summary>
    /// <param name="builder">The cluster being built.</param>
    /// <param name="name">The name of the handler, the same on all nodes and for good: 1 to 256 bytes of UTF-8 without control characters, spaces and braces.</param>
    /// <param name="configure">Changes how it is treated.</param>
    /// <typeparam name="T">The type of the operations.</typeparam>
    /// <typeparam name="THandler">The handler. If it is not registered as a service, it is, scoped.</typeparam>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException">The name is taken, or an option is out of its bounds.</exception>
    public static IClusterBuilder AddOperationHandler<T, THandler>(
        this IClusterBuilder builder, string name, Action<OperationHandlerOptions<T>>? configure = null)
        where THandler : class, IOperationHandler<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        OperationNames.CheckHandler(name, nameof(name));
        var services = builder.Services;
        if (services.Any(service => service.ImplementationInstance is OperationDefinition definition && definition.Name == name))
        {
            throw new ArgumentException($"There is a handler '{name}' already.", nameof(name));
        }

        var options = new OperationHandlerOptions<T>();
        configure?.Invoke(options);
        OperationHandlerRules.Check(options, nameof(configure));
        services.TryAddScoped<THandler>();
        services.AddSingleton<OperationDefinition>(new OperationDefinition<T, THandler>(name, options));
        return builder;
    }
}
