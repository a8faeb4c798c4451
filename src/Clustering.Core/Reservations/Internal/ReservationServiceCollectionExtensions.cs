using Clustering.Internal;
using Clustering.Nodes.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Reservations.Internal;

/// <summary>Registers reservations.</summary>
internal static class ReservationServiceCollectionExtensions
{
    public static IClusterBuilder AddReservations(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new ReservationKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.TryAddSingleton<ReservationMetrics>();
        services.TryAddSingleton<ReservationSubscribers>();
        services.TryAddSingleton<ReservationChannel>();
        services.TryAddSingleton<ReservationReserveScript>();
        services.TryAddSingleton<ReservationReleaseScript>();
        services.TryAddSingleton<ReservationRenewScript>();
        services.TryAddSingleton<ReservationTransferScript>();
        services.TryAddSingleton<ReservationForceScript>();
        services.TryAddSingleton<ReservationQueryScripts>();
        services.TryAddSingleton<ReservationScripts>();
        services.TryAddSingleton<ReservationVerifyScript>();
        services.TryAddSingleton<ReservationVerifier>();
        services.TryAddSingleton<ReservationHandles>();
        services.TryAddSingleton<ReservationSweep>();

        services.TryAddSingleton<RedisReservations>();
        services.TryAddSingleton<InProcessReservations>();
        services.TryAddSingleton(ClusterBackend.Choose<IReservations, RedisReservations, InProcessReservations>);
        services.AddClusterService<ReservationService>();
        return builder;
    }
}
