using Clustering.Caches.Internal;
using Clustering.Locks.Internal;
using Clustering.Nodes.Internal;
using Clustering.Operations.Internal;
using Clustering.Reservations.Internal;
using Clustering.Sessions.Internal;

namespace Clustering.Configuration.Internal;

/// <summary>Every setting of the section <c>Clustering</c>.</summary>
internal static class ClusteringSchema
{
    public static SettingSchema Schema { get; } = new(
        [
            .. ClusterOptionsTable.Table.Settings,
            .. NodeOptionsTable.Table.Settings,
            .. ClusterSessionOptionsTable.Table.Settings,
            .. LockOptionsTable.Table.Settings,
            .. ReservationOptionsTable.Table.Settings,
            .. CacheOptionsTable.Table.Settings,
            .. OperationOptionsTable.Table.Settings,
        ])
    {
        Sections = [ClusterOptionsTable.Section],
    };
}
