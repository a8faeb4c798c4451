using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Internal;

internal sealed class ClusterBuilder(IServiceCollection services) : IClusterBuilder
{
    public IServiceCollection Services { get; } = services;
}
