using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Leases.Internal;

/// <summary>Registers what the features with leases share. Each makes a <see cref="LeaseKeeper"/> of its own, with its terms.</summary>
internal static class LeaseServiceCollectionExtensions
{
    public static IClusterBuilder AddLeases(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new LeaseKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.TryAddSingleton<LeaseOwners>();
        services.TryAddSingleton<LeaseMetrics>();
        return builder;
    }
}
