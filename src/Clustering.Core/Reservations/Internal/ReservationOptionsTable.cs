using Clustering.Configuration.Internal;

namespace Clustering.Reservations.Internal;

/// <summary>The settings of <see cref="ReservationOptions"/>.</summary>
internal static class ReservationOptionsTable
{
    public const string Section = "Clustering:Reservations";

    public static OptionsTable<ReservationOptions> Table { get; } = new OptionsTable<ReservationOptions>(Section)
        .Add(nameof(ReservationOptions.Lease), new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            options => options.Lease, (options, value) => options.Lease = value,
            "How long a handle's reservation outlives a process that dies without letting go.")
        .Add(nameof(ReservationOptions.SweepEvery), new DurationType(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            options => options.SweepEvery, (options, value) => options.SweepEvery = value,
            "How often is looked for reservations whose time or session is over, to tell everybody.")
        .Add(nameof(ReservationOptions.SameUser), new EnumType<SameUserPolicy>(),
            options => options.SameUser, (options, value) => options.SameUser = value,
            "What becomes of a reservation if the same user wants it in another of his sessions.")
        .Add(nameof(ReservationOptions.LongestFixed), new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
            options => options.LongestFixed, (options, value) => options.LongestFixed = value,
            "The bound of every fixed lifetime.");
}
