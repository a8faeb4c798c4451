using Clustering.Configuration.Internal;

namespace Clustering.Locks.Internal;

/// <summary>The settings of <see cref="LockOptions"/>.</summary>
internal static class LockOptionsTable
{
    public const string Section = "Clustering:Locks";

    public static OptionsTable<LockOptions> Table { get; } = new OptionsTable<LockOptions>(Section)
        .Add(nameof(LockOptions.Lease), new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            options => options.Lease, (options, value) => options.Lease = value,
            "How long a lock outlives a process that dies without letting go.")
        .Add(nameof(LockOptions.RenewEvery), new DurationType(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(20)),
            options => options.RenewEvery, (options, value) => options.RenewEvery = value,
            "How often a node renews the locks it holds. At most a third of Lease.")
        .Rule(options => options.RenewEvery * 3 <= options.Lease ? null : new(
            nameof(LockOptions.RenewEvery),
            new(
                $"It is more than a third of {Section}:Lease ({Durations.Show(options.Lease)}), so two lost renewals would lose every lock.",
                $"Make it {Durations.Show(options.Lease / 3)} or shorter, or Lease longer.")));
}
